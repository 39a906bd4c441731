import { ApplicationFailure } from '@temporalio/workflow';
import { describeChanged } from '../../contracts/maintenance/describe-findings.js';
import type { MaintenanceInput } from '../../contracts/maintenance/input.js';
import type { MaintenancePlan } from '../../contracts/maintenance/plan.js';
import type { MaintenanceDetail, VerifiedPipeline } from '../../contracts/maintenance/snapshot.js';
import type { MaintenanceTask } from '../../contracts/maintenance/tasks.js';
import type { RunResult } from '../../contracts/runs/run-result.js';
import type { Run } from '../run/conduct-run.js';
import { describeVerified } from './describe-verified.js';
import { conductRun } from '../run/conduct-run.js';
import { recorded } from '../run/recorded.js';
import { upkeep } from './proxies.js';
import { runSyncs } from './run-syncs.js';

type Maintenance = Run<MaintenancePlan, MaintenanceDetail, MaintenanceInput>;

/**
 * Deletes old runs, removes leftovers, runs failed syncs again, and compares what is live with what was published. If
 * somebody changed it, the run fails with LIVE_CHANGED after all other tasks.
 */
export async function maintenance(input: MaintenanceInput): Promise<RunResult> {
  return conductRun<MaintenancePlan, RunResult, MaintenanceDetail, MaintenanceInput>({
    ...recorded(input),
    detail: () => ({ verified: [] }),
    describe: describeVerified,
    logStep: 'maintenance',
    attempt: maintainOnce,
  });
}

const maintainOnce = async (run: Maintenance): Promise<RunResult> => {
  const { tasks } = run.plan;
  if (tasks.includes('prune')) await prune(run);
  if (tasks.includes('sweep')) await sweep(run);
  if (tasks.includes('sync')) await syncAgain(run);
  if (!tasks.includes('verify')) return { outcome: 'success', warnings: [] };

  const verified = await verify(run);
  if (verified.some(({ changed }) => changed > 0))
    throw ApplicationFailure.nonRetryable(describeChanged(verified), 'LIVE_CHANGED');
  const nothing = verified.flatMap(({ pipeline, nothing: reason }) =>
    reason === undefined ? [] : [`Cannot compare "${pipeline}": ${reason}`],
  );
  if (tasks.length === 1 && nothing.length === verified.length)
    return { outcome: 'skipped', reason: nothing.join('; ') || 'no pipeline has anything to verify', warnings: [] };
  return { outcome: 'success', warnings: nothing, ...generationOf(verified) };
};

const prune = async ({ plan, runId, status }: Maintenance): Promise<void> => {
  status.show('pruning', 5);
  await upkeep(plan).pruneStore({ runId });
};

const sweep = async ({ plan, runId, status }: Maintenance): Promise<void> => {
  for (const [position, pipeline] of plan.pipelines.entries()) {
    status.show(`sweeping_${pipeline}`, 10 + share(position, plan, 'sweep'));
    await upkeep(plan).sweepPipeline({ runId, pipeline });
  }
};

const syncAgain = async ({ plan, runId, status }: Maintenance): Promise<void> => {
  status.show('syncing', 15);
  await runSyncs(plan, runId);
};

const verify = async ({ plan, runId, status }: Maintenance): Promise<VerifiedPipeline[]> => {
  const verified: VerifiedPipeline[] = [];
  for (const [position, pipeline] of plan.pipelines.entries()) {
    status.show(`verifying_${pipeline}`, 20 + share(position, plan, 'verify'));
    verified.push(await upkeep(plan).verifyPipeline({ runId, pipeline }));
    status.tell({ verified: [...verified] });
  }
  return verified;
};

/** Shares of the progress: ten per cent for sweeping, seventy-five for verifying. */
const share = (position: number, { pipelines }: MaintenancePlan, task: MaintenanceTask): number =>
  Math.floor(((task === 'verify' ? 75 : 10) * position) / Math.max(1, pipelines.length));

/** The result of comparing one pipeline. */
const generationOf = ([only, ...others]: readonly VerifiedPipeline[]): Pick<RunResult, 'generation'> =>
  only?.generation === undefined || others.length > 0 ? {} : { generation: only.generation };
