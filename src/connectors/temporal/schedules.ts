import { randomUUID } from 'node:crypto';
import type { Client, ScheduleDescription, ScheduleOptions } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { Kind, KindNames, PipelineSettings } from '../../contracts/kinds.js';
import { KINDS } from '../../contracts/kinds.js';
import type { RunInput } from '../../contracts/runs/run-input.js';
import { launcherWorkflowId, readScheduleId, scheduleId } from '../../contracts/runs/workflow-ids.js';
import { LAUNCH_RUN_WORKFLOW, SEARCH_ATTRIBUTES, TASK_QUEUE } from '../../contracts/temporal-names.js';
import { parseCronLine } from '../../contracts/schedule/parse-cron-line.js';
import { installationOf } from '../../contracts/worker-identity.js';
import { listLiveWorkers } from './list-live-workers.js';
import { scheduleSpec } from './schedule-spec.js';
import { within } from './within.js';

/** What was done to each Schedule, for the log. */
export interface ScheduleChange {
  readonly pipeline: string;
  /** Its id in Temporal, of one that was left. */
  readonly schedule?: string;
  /**
   * `adopted`: it belonged to an installation that no longer runs, or to 0.1, which recorded none, and now is this
   * installation's. `left`: no pipeline here has it, and this installation did not create it; it goes on firing.
   */
  readonly change: 'created' | 'updated' | 'unchanged' | 'adopted' | 'deleted' | 'left';
}

/**
 * Makes the namespace's Schedules match the configuration: one for each enabled pipeline with a `schedule`, and no
 * other of this installation. Never deletes another installation's. A paused Schedule stays paused.
 * Throws CONFIG_INVALID for a schedule that Temporal cannot read or that never fires, and for one that belongs to
 * another
 * installation whose worker answers; the others are in place then.
 */
export const reconcileSchedules = (
  client: Client,
  pipelines: readonly SchedulePipeline[],
  installation: string,
  timeoutMs = 30_000,
): Promise<ScheduleChange[]> =>
  within(client, { ms: timeoutMs, action: 'Cannot set up schedules', repeat: true }, async () => {
    const changes: ScheduleChange[] = [];
    const wanted = pipelines.flatMap(({ enabled, kind, name, schedule, scheduleTimezone }) =>
      enabled && schedule !== undefined
        ? [{ id: scheduleId(kind, name), kind, pipeline: name, cron: schedule, timezone: scheduleTimezone }]
        : [],
    );
    const problems: unknown[] = [];
    for (const entry of wanted) {
      try {
        const change = await reconcile(client, entry, installation);
        changes.push({ pipeline: entry.pipeline, change });
      } catch (problem) {
        problems.push(problem);
      }
    }
    const isConfigured = (id: string) => pipelines.some(({ kind, name }) => scheduleId(kind, name) === id);
    changes.push(...(await deleteOthers(client, { wanted, isConfigured, installation })));
    if (problems.length > 0) throw problems[0];
    return changes;
  });

export type SchedulePipeline = Pick<PipelineSettings, 'kind' | 'name' | 'enabled' | 'schedule' | 'scheduleTimezone'>;

interface Wanted {
  readonly id: string;
  readonly kind: Kind;
  readonly pipeline: string;
  readonly cron: string;
  readonly timezone: string;
}

const reconcile = async (client: Client, wanted: Wanted, installation: string): Promise<ScheduleChange['change']> => {
  const handle = client.schedule.getHandle(wanted.id);
  const options = readOptions(wanted, installation);
  const current = await handle.describe().catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  });
  // An update can lose a pause that comes between its two calls, so only a changed configuration updates.
  if (JSON.stringify(current?.action.memo) === JSON.stringify(options.action.memo)) return 'unchanged';
  const maker = current === undefined ? installation : makerOf(current);
  if (maker !== undefined && maker !== installation) await assertGone(client, wanted, maker);
  await assertFires(client, wanted, options);
  if (current === undefined) {
    try {
      await client.schedule.create({ scheduleId: wanted.id, ...options });
      return 'created';
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
  await handle.update((previous) => ({ ...options, state: previous.state }));
  return maker === installation ? 'updated' : 'adopted';
};

/** The installation that created it; undefined for one of 0.1. */
const makerOf = ({ action }: ScheduleDescription): string | undefined => {
  const { installation } = (action.memo?.['schedule'] ?? {}) as { readonly installation?: unknown };
  return typeof installation === 'string' ? installation : undefined;
};

/**
 * Two installations that change one Schedule in turn would start each other's imports. One without a worker is gone.
 */
const assertGone = async (client: Client, { pipeline }: Wanted, maker: string): Promise<void> => {
  const worker = (await listLiveWorkers(client)).find(({ identity }) => installationOf(identity) === maker);
  if (worker === undefined) return;
  throw new StevedoreError(
    'CONFIG_INVALID',
    `Cannot schedule "${pipeline}": its Schedule in the namespace "${client.options.namespace}" was made by another installation, whose worker ` +
      `answers as "${worker.identity}"; give this installation a namespace of its own (temporal.namespace), or stop that worker`,
    { details: { pipeline, namespace: client.options.namespace, worker: worker.identity } },
  );
};

/** The workflow that a Schedule of the kind starts. */
const launcherOf = (kind: Kind): string => (KINDS[kind] as KindNames<never>).launcher ?? LAUNCH_RUN_WORKFLOW;

/** Increase when the options below change, so that existing Schedules are updated. */
const REVISION = 3;

const readOptions = (wanted: Wanted, installation: string): ReturnType<typeof optionsOf> => {
  try {
    return optionsOf(wanted, installation);
  } catch (error) {
    if (isStevedoreError(error) || error instanceof RangeError)
      throw refusal(wanted, `is not valid: ${error.message}`, error);
    throw error;
  }
};

const optionsOf = ({ kind, pipeline, cron, timezone }: Wanted, installation: string) => {
  const { spec, through } = scheduleSpec(parseCronLine(cron), timezone);
  const input: RunInput<Kind> = { kind, pipeline, trigger: 'schedule', by: 'schedule' };
  return {
    spec,
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
    action: {
      type: 'startWorkflow',
      workflowType: launcherOf(kind),
      workflowId: launcherWorkflowId(pipeline),
      taskQueue: TASK_QUEUE,
      args: [input],
      // Drops a tick that no worker saw, rather than run it hours later.
      workflowExecutionTimeout: '10 minutes',
      typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: pipeline }],
      staticSummary: `scheduled ${KINDS[kind].title} ${pipeline}`,
      // One key, because Temporal returns several in any order, and the whole is compared.
      memo: {
        // Temporal keeps calendars, never the text; this is what the operator wrote, from which the calendars were
        // made.
        schedule: {
          cron,
          timezone,
          revision: REVISION,
          installation,
          ...(through === undefined ? {} : { through, zones: process.versions['tz'] ?? '' }),
        },
      },
    },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>;
};

/**
 * Tries the times on a paused Schedule of another name, so that a working one is not touched until they are known to be
 * valid.
 */
const assertFires = async (client: Client, wanted: Wanted, options: ReturnType<typeof optionsOf>): Promise<void> => {
  let probe;
  try {
    probe = await client.schedule.create({
      scheduleId: `check-schedule/${wanted.pipeline}/${randomUUID()}`,
      ...options,
      state: { paused: true, note: 'Only to see when it would fire' },
    });
  } catch (error) {
    if (error instanceof TypeError || isInvalidArgument(error))
      throw refusal(wanted, `is not valid: ${rootMessage(error)}`, error);
    throw error;
  }
  try {
    const { info } = await probe.describe();
    if (info.nextActionTimes.length === 0) throw refusal(wanted, 'never fires; correct its day and month');
  } finally {
    await probe.delete();
  }
};

const refusal = ({ pipeline, cron, timezone }: Wanted, why: string, cause?: unknown): StevedoreError =>
  new StevedoreError('CONFIG_INVALID', `Cannot schedule "${pipeline}": schedule "${cron}" in "${timezone}" ${why}`, {
    details: { pipeline, schedule: cron, timezone },
    cause,
  });

interface Others {
  readonly wanted: readonly Wanted[];
  /** Whether a pipeline here would have this Schedule, whether it has one or not. */
  readonly isConfigured: (id: string) => boolean;
  readonly installation: string;
}

const deleteOthers = async (
  client: Client,
  { wanted, isConfigured, installation }: Others,
): Promise<ScheduleChange[]> => {
  const changes: ScheduleChange[] = [];
  for await (const { scheduleId: id, action } of client.schedule.list()) {
    const named = readScheduleId(id);
    const isLauncher = named !== undefined && action?.workflowType === launcherOf(named.kind);
    if (!isLauncher || wanted.some((entry) => entry.id === id)) continue;
    try {
      const handle = client.schedule.getHandle(id);
      const maker = makerOf(await handle.describe());
      const isOurs = maker === installation || (maker === undefined && isConfigured(id));
      if (isOurs) await handle.delete();
      const { pipeline } = named;
      changes.push(isOurs ? { pipeline, change: 'deleted' } : { pipeline, schedule: id, change: 'left' });
    } catch (error) {
      // The list lags behind: it may name a deleted Schedule.
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
  }
  return changes;
};

const INVALID_ARGUMENT = 3;
const isInvalidArgument = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === INVALID_ARGUMENT;

const rootMessage = (error: unknown): string => {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message.replace(/^\d+ [A-Z_]+: /, '') : String(current);
};
