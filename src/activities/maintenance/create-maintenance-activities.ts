import { isStevedoreError } from '../../contracts/errors.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import { describeFinding } from '../../contracts/maintenance/describe-findings.js';
import type { VerifiedPipeline } from '../../contracts/maintenance/snapshot.js';
import type { Verification } from '../../contracts/maintenance/verification.js';
import { hasJobs } from '../../contracts/runs/start-options.js';
import { pipelineWorkflowId } from '../../contracts/runs/workflow-ids.js';
import type { ActivityDeps } from '../activity-deps.js';
import { disjoint } from '../run/disjoint.js';
import type { KindActivities } from '../run/kind-activities.js';
import { prunePastRetention } from '../run/prune-past-retention.js';
import type { StepLog } from '../run/step-log.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { opening } from './opening.js';
import { createSyncUpkeep } from './sync-upkeep.js';
import { upkeepOf } from './upkeep-of-kinds.js';

export interface UpkeepRequest {
  readonly runId: string;
  readonly pipeline: string;
}

const createOwn = (deps: ActivityDeps) => ({
  /**
   * Deletes runs past their retention, with their log lines.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: runs that the next prune finds. Terminal: none.
   */
  pruneStore: ({ runId }: Pick<UpkeepRequest, 'runId'>): Promise<void> =>
    withProgress('pruning', '', async () => {
      const log = createStepLog(deps, runId, 1, 'prune');
      const runs = await prunePastRetention(deps, [runId]);
      await log.info(
        runs === undefined ? 'No run is deleted: retention.days is 0' : `Deleted ${runs} runs past their retention`,
      );
    }),

  /**
   * Removes what ended runs of a pipeline left on the target; not while a run of it is open, which does that itself,
   * and nothing that belongs to an open job.
   * Key: none, repeatable. Heartbeat: liveness only. Left behind: leftovers that the next sweep finds. Terminal:
   * PIPELINE_UNKNOWN, MYSQL_PERMISSION_DENIED.
   */
  sweepPipeline: ({ runId, pipeline: name }: UpkeepRequest): Promise<void> =>
    withProgress(`sweeping_${name}`, name, async () => {
      const { pipeline, upkeep } = upkeepOf(deps.settings, name);
      const log = createStepLog(deps, runId, 1, 'sweep');
      const { own, jobs } = await openRuns(deps, pipeline);
      if (own !== undefined) {
        await log.info(`Leftovers of "${name}" stay: its run ${own} is open, and removes them itself`);
        return;
      }
      const swept = await upkeep.sweep(deps.settings, pipeline, jobs).catch(async (error: unknown) => {
        if (!isStevedoreError(error) || error.code !== 'FENCED') throw error;
        await log.info(`Leftovers of "${name}" stay: one of its runs has begun, and removes them itself`);
        return 'begun' as const;
      });
      if (swept === 'begun') return;
      if (swept === undefined) await log.info(`Ended runs of "${name}" left nothing behind`);
      else await log.warn(`Removed leftovers of an ended run of "${name}": ${swept}`);
    }),

  /**
   * Compares what is live with the generation that it was published as; names each change in the log.
   * Key: none, reads only. Heartbeat: rows. Left behind: nothing. Terminal: PIPELINE_UNKNOWN, MYSQL_PERMISSION_DENIED.
   */
  verifyPipeline: ({ runId, pipeline: name }: UpkeepRequest): Promise<VerifiedPipeline> =>
    withProgress(`verifying_${name}`, name, async ({ signal, report }) => {
      const started = Date.now();
      const { pipeline, upkeep } = upkeepOf(deps.settings, name);
      const result = await upkeep.verify(deps.settings, pipeline, { signal, onProgress: report });
      await tell(createStepLog(deps, runId, 1, 'verify'), name, result, Date.now() - started);
      return verifiedOf(name, result);
    }),
});

/**
 * The pipeline's open runs by the store. Of its own id only the newest can be open: an older row without an end is of a
 * run that nobody could close.
 */
const openRuns = async (
  { store }: Pick<ActivityDeps, 'store'>,
  { kind, name }: PipelineSettings,
): Promise<{ readonly own?: string; readonly jobs: readonly string[] }> => {
  if (!hasJobs(kind)) {
    const latest = await store.runs.latest(name);
    return latest?.status === 'running' ? { own: latest.runId, jobs: [] } : { jobs: [] };
  }
  const { runs } = await store.runs.list({ pipeline: name, status: 'running', limit: 500 });
  const own = runs.find(({ workflowId }) => workflowId === pipelineWorkflowId(kind, name));
  const jobs = runs.filter((run) => run !== own).map(({ runId }) => runId);
  return own === undefined ? { jobs } : { own: own.runId, jobs };
};

/** Every activity that only `maintenance` has. */
export const createMaintenanceActivities = (deps: ActivityDeps) => disjoint(createOwn(deps), createSyncUpkeep(deps));

export type MaintenanceActivities = ReturnType<typeof createMaintenanceActivities>;

export const maintenanceActivities: KindActivities<'maintenance'> = {
  opening,
  create: createMaintenanceActivities,
};

const tell = async (log: StepLog, name: string, result: Verification, durationMs: number): Promise<void> => {
  if (result.kind === 'nothing') return log.warn(`Cannot compare "${name}": ${result.reason}`);
  const { generation, findings, notCompared, tables, rows, objects } = result.comparison;
  for (const { database, name: what, reason } of notCompared)
    await log.info(`Not compared: "${database}.${what}": ${reason}`);
  for (const finding of findings)
    await log.warn(`Changed since generation ${generation} was published: ${describeFinding(finding)}`);
  const found = findings.length === 0 ? 'nothing was changed' : `${findings.length} changes`;
  await log.info(
    `Compared "${name}" with generation ${generation}: ${tables} tables, ${rows} rows, ${objects} objects; ${found}`,
    { durationMs },
  );
};

const verifiedOf = (pipeline: string, result: Verification): VerifiedPipeline => {
  if (result.kind === 'nothing')
    return {
      pipeline,
      tables: 0,
      rows: 0,
      objects: 0,
      changed: 0,
      findings: [],
      notCompared: 0,
      nothing: result.reason,
    };
  const { generation, tables, rows, objects, findings, notCompared } = result.comparison;
  return {
    pipeline,
    generation,
    tables,
    rows,
    objects,
    changed: findings.length,
    findings: findings.slice(0, FINDINGS_KEPT),
    notCompared: notCompared.length,
  };
};

/** At most so many findings go into the history and the store; the log has all. */
const FINDINGS_KEPT = 50;
