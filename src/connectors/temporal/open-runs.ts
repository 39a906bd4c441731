import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { Kind } from '../../contracts/kinds.js';
import type { RunRef } from '../../contracts/runs/run-ref.js';
import { SEARCH_ATTRIBUTES } from '../../contracts/temporal-names.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { initialSnapshot } from '../../contracts/runs/run-snapshot.js';
import { readWorkflowId } from '../../contracts/runs/workflow-ids.js';
import type { RunDescription } from './describe-run.js';
import { reading, within } from './within.js';

/** An open run as the index has it: what its steps do right now only `describe` tells. */
export type ListedRun = RunDescription & { readonly pipeline: string };

/** The open runs of all pipelines. */
export interface OpenRuns {
  readonly runs: readonly ListedRun[];
  /** Started here, and not in the index: it is late, or they have ended. */
  readonly unlisted: readonly ListedRun[];
  /** False where there are more. */
  readonly complete: boolean;
}

/**
 * Lists what is open by one question to Temporal's index, however many pipelines there are.
 *
 * 1. The index may be late: a run that was started here is told until the index has it, or until it is known to have
 *    ended. One that somebody else started in the last moment may be missing.
 * 2. Who asks while the same is being asked shares the answer. 1 holds for them, too: it is added afterwards.
 */
export const createOpenRuns = (client: Client) => {
  const unlisted = new Map<string, ListedRun & { readonly until: number }>();
  let asking: Promise<Omit<OpenRuns, 'unlisted'>> | undefined;

  const ask = async (): Promise<Omit<OpenRuns, 'unlisted'>> => {
    const runs: ListedRun[] = [];
    const { name } = SEARCH_ATTRIBUTES.pipeline;
    const query = `ExecutionStatus = 'Running' AND ${name} IS NOT NULL`;
    for await (const listed of client.workflow.list({ query, pageSize: MOST })) {
      if (runs.length === MOST) return { runs, complete: false };
      const { workflowId, runId, type, startTime, memo } = listed;
      const pipeline = listed.typedSearchAttributes.get(defineSearchAttributeKey(name, 'KEYWORD'));
      const snapshot = memo?.['status'] as RunSnapshot | undefined;
      if (pipeline === undefined || readWorkflowId(workflowId) === undefined) continue;
      const run = { workflowId, runId, type, pipeline, startTime: startTime.toISOString(), ...STANDING };
      runs.push(snapshot === undefined ? run : { ...run, snapshot });
    }
    return { runs, complete: true };
  };

  return {
    /** Notes a run that was started here. */
    started: (run: Pick<ListedRun, 'workflowId' | 'runId' | 'type' | 'pipeline'>): void => {
      if (unlisted.size >= MOST) unlisted.clear();
      const now = Date.now();
      const startTime = new Date(now).toISOString();
      unlisted.set(run.runId, { ...run, ...STANDING, startTime, snapshot: initialSnapshot, until: now + LATE_MS });
    },
    ended: (runId: string): void => void unlisted.delete(runId),
    list: async (): Promise<OpenRuns> => {
      asking ??= within(client, reading('Cannot look for open runs'), ask).finally(() => {
        asking = undefined;
      });
      const { runs, complete } = await asking;
      for (const { runId } of runs) unlisted.delete(runId);
      for (const [runId, { until }] of unlisted) if (until < Date.now()) unlisted.delete(runId);
      return { runs, unlisted: [...unlisted.values()], complete };
    },
  };
};

/** The open runs of one pipeline that were started as jobs, as far as the index has them; at most `most`. */
export const listOpenJobs = (
  client: Client,
  { kind, name }: { readonly kind: Kind; readonly name: string },
  most = MOST_OPEN_JOBS,
): Promise<Required<RunRef>[]> => {
  const action = `Cannot look for open runs of "${name}"`;
  return within(client, most > MOST_OPEN_JOBS ? { ms: 30_000, action } : reading(action), async () => {
    const open: Required<RunRef>[] = [];
    const query = `${SEARCH_ATTRIBUTES.pipeline.name} = ${JSON.stringify(name)} AND ExecutionStatus = 'Running'`;
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      const id = readWorkflowId(workflowId);
      if (id?.kind === kind && 'job' in id) open.push({ workflowId, runId });
      if (open.length >= most) break;
    }
    return open;
  });
};

const MOST_OPEN_JOBS = 200;

const STANDING = { status: 'running', activities: [], pendingTaskStuck: false } as const;

/** What Temporal gives in one page. */
const MOST = 1_000;

/** After that the index has a run, or it has ended. */
const LATE_MS = 15_000;
