import { ApplicationFailure } from '@temporalio/workflow';
import type { BlockerReport } from '../../contracts/runs/publish-policy.js';
import type { RunPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportInput } from '../../contracts/dump-import/input.js';
import { describeBlockers } from '../../dump-import/publish/locks/blocker-rules.js';
import { codeOf, describeFailure } from './failures.js';
import { quick } from '../dump-import/proxies.js';
import type { RunLog } from './run-log.js';
import type { RunStatus } from './run-status.js';
import type { WaitFor } from './waits.js';

export interface ParkContext {
  readonly input: DumpImportInput;
  readonly runId: string;
  readonly plan: RunPlan;
  readonly status: RunStatus;
  readonly log: RunLog;
  readonly waitFor: WaitFor;
}

/**
 * Publishes as soon as approval, window and locks allow, and waits durably until then, with all that was loaded.
 * `publish-now` and `proceed` end each of these waits: given once, neither approval nor window is asked for again.
 * Throws PUBLISH_DEADLINE_EXCEEDED, and whatever else ends a try.
 */
export const parkPublish = async <T>(context: ParkContext, publishOnce: () => Promise<T>): Promise<T> => {
  const { plan, log } = context;
  const policy = plan.publish ?? DEFAULT_POLICY;
  const clock: Clock = { leftMs: policy.deadlineMs };
  let told = policy.needsApproval ? await waitForApproval(context, clock) : false;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    if (policy.hasWindow && !told) told = await waitForWindow(context);
    context.status.show('publishing', 90);
    const triedAt = Date.now();
    try {
      return await publishOnce();
    } catch (error) {
      if (codeOf(error) !== 'PUBLISH_LOCKED') throw error;
      const report = await findBlockers(context);
      const reason = describeBlockers(report);
      clock.leftMs -= Date.now() - triedAt;
      if (clock.leftMs <= 0) throw gaveUp(plan, reason);
      if (delayMs === FIRST_DELAY_MS) await log.warn('import', `Parked, loaded and proved: ${reason}`);
      const outcome = await timed(clock, (leftMs) =>
        context.waitFor('publish', reason, Math.min(delayMs, leftMs), report.blockers),
      );
      if (outcome.ended === 'elapsed') continue;
      told = true;
      await log.info('import', `${outcome.by ?? 'Somebody'} said publish now`);
    }
  }
};

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;
const SIX_HOURS_MS = 6 * 3_600_000;
const DEFAULT_POLICY = { deadlineMs: SIX_HOURS_MS, hasWindow: false, needsApproval: false };

/** What is left of `publish.deadline`; it stands still outside the window. */
interface Clock {
  leftMs: number;
}

const timed = async <T>(clock: Clock, wait: (leftMs: number) => Promise<T>): Promise<T> => {
  const since = Date.now();
  const result = await wait(clock.leftMs);
  clock.leftMs -= Date.now() - since;
  return result;
};

const waitForApproval = async ({ plan, log, waitFor }: ParkContext, clock: Clock): Promise<true> => {
  await log.info('import', 'Loaded and proved; waiting for approval: say publish-now');
  const { ended, by } = await timed(clock, (leftMs) => waitFor('publish', 'approval: say publish-now', leftMs));
  if (ended === 'elapsed') throw gaveUp(plan, 'nobody approved it');
  await log.info('import', `Approved by ${by ?? 'somebody'}`);
  return true;
};

/** True where somebody would not wait for the window. */
const waitForWindow = async ({ input, log, waitFor }: ParkContext): Promise<boolean> => {
  for (let told = false; ; told = true) {
    const { open, opensAt, window } = await quick.checkPublishWindow({ pipeline: input.pipeline });
    if (open || opensAt === undefined) return false;
    const reason = `publish.window ${window} opens at ${opensAt}`;
    if (!told) await log.info('import', `Loaded and proved; waiting: ${reason}`);
    const { ended, by } = await waitFor('publish', reason, Math.max(1_000, Date.parse(opensAt) - Date.now()));
    if (ended === 'elapsed') continue;
    await log.info('import', `${by ?? 'Somebody'} said publish now, outside the window`);
    return true;
  }
};

/** Not to know who is no reason not to wait. */
const findBlockers = async ({ input }: ParkContext): Promise<BlockerReport> => {
  try {
    return await quick.findBlockers.executeWithOptions({ summary: 'who holds the locks' }, [
      { pipeline: input.pipeline },
    ]);
  } catch (error) {
    const { code, message } = describeFailure(error);
    if (code === 'CANCELLED') throw error;
    return { blockers: [], hidden: message.slice(0, 100) };
  }
};

const gaveUp = (plan: RunPlan, reason: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `Cannot publish: publish.deadline (${Math.round((plan.publish ?? DEFAULT_POLICY).deadlineMs / 1_000)} s) is over; ` +
      `live is untouched and what was loaded is dropped; ${reason}`,
    'PUBLISH_DEADLINE_EXCEEDED',
  );
