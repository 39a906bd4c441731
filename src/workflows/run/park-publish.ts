import { ApplicationFailure } from '@temporalio/workflow';
import { describeBlockers } from '../../contracts/runs/describe-blockers.js';
import type { BlockerReport, PublishPolicy, PublishWindowState } from '../../contracts/runs/publish-policy.js';
import type { Run } from './conduct-run.js';
import { codeOf, describeFailure } from './failures.js';
import type { Hearing } from './outcome/hear-outcome.js';
import { hearOutcome, Unheard } from './outcome/hear-outcome.js';

export interface ParkContext<T> {
  readonly run: Pick<Run, 'log' | 'waitFor'> & { readonly status: Pick<Run['status'], 'show'> };
  /** @default at any time, for six hours, without approval */
  readonly policy?: PublishPolicy | undefined;
  /** The step under which the log keeps it. */
  readonly logStep: string;
  readonly checkWindow: () => Promise<PublishWindowState>;
  readonly findBlockers: () => Promise<BlockerReport>;
  /** How to find out what has become of a try that may have committed. */
  readonly hearing: Pick<Hearing<T>, 'what' | 'seenBy' | 'ask'>;
}

/**
 * Publishes as soon as approval, window and locks allow, and waits durably until then, with all that was loaded.
 * `publish-now` and `proceed` end each of these waits: given once, neither approval nor window is asked for again.
 * A try that may have committed throws `Unheard`: what it has made live is waited for, as long as for locks, and it is
 * tried again where that is nothing. Throws PUBLISH_DEADLINE_EXCEEDED, PUBLISH_UNCERTAIN, and whatever else ends a try.
 */
export const parkPublish = async <T>(context: ParkContext<T>, publishOnce: () => Promise<T>): Promise<T> => {
  const { policy = DEFAULT_POLICY, logStep, hearing } = context;
  const { log, status, waitFor } = context.run;
  const clock: Clock = { leftMs: policy.deadlineMs };
  let told = policy.needsApproval ? await waitForApproval(context, clock) : false;
  let isTold = false;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    if (policy.hasWindow && !told) told = await waitForWindow(context);
    status.show('publishing', 90);
    const triedAt = Date.now();
    try {
      return await publishOnce();
    } catch (error) {
      if (error instanceof Unheard) {
        const live = await hearOutcome({ ...context, ...hearing, deadlineMs: policy.deadlineMs }, error.cause);
        if (live !== undefined) return live;
        continue;
      }
      if (codeOf(error) !== 'PUBLISH_LOCKED') throw error;
      const report = await findBlockers(context);
      const reason = describeBlockers(report);
      clock.leftMs -= Date.now() - triedAt;
      if (clock.leftMs <= 0) throw gaveUp(policy, reason);
      if (!isTold) await log.parked('WARN', logStep, `Parked, loaded and proved: ${reason}`, reason);
      isTold = true;
      const outcome = await timed(clock, (leftMs) =>
        waitFor('publish', reason, Math.min(delayMs, leftMs), report.blockers),
      );
      if (outcome.ended === 'elapsed') continue;
      told = true;
      await log.info(logStep, `${outcome.by ?? 'Somebody'} said publish now`);
    }
  }
};

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;
const SIX_HOURS_MS = 6 * 3_600_000;
const DEFAULT_POLICY: PublishPolicy = { deadlineMs: SIX_HOURS_MS, hasWindow: false, needsApproval: false };

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

const waitForApproval = async (
  { run, policy = DEFAULT_POLICY, logStep }: ParkContext<unknown>,
  clock: Clock,
): Promise<true> => {
  const { log, waitFor } = run;
  await log.parked('INFO', logStep, 'Loaded and proved; waiting for approval: say publish-now', 'it needs approval');
  const { ended, by } = await timed(clock, (leftMs) => waitFor('publish', 'approval: say publish-now', leftMs));
  if (ended === 'elapsed') throw gaveUp(policy, 'nobody approved it');
  await log.info(logStep, `Approved by ${by ?? 'somebody'}`);
  return true;
};

/** True where somebody would not wait for the window. */
const waitForWindow = async ({ run, logStep, checkWindow }: ParkContext<unknown>): Promise<boolean> => {
  const { log, waitFor } = run;
  for (let told = false; ; told = true) {
    const { open, opensAt, window } = await checkWindow();
    if (open || opensAt === undefined) return false;
    const reason = `publish.window ${window} opens at ${opensAt}`;
    if (!told) await log.parked('INFO', logStep, `Loaded and proved; waiting: ${reason}`, reason);
    const { ended, by } = await waitFor('publish', reason, Math.max(1_000, Date.parse(opensAt) - Date.now()));
    if (ended === 'elapsed') continue;
    await log.info(logStep, `${by ?? 'Somebody'} said publish now, outside the window`);
    return true;
  }
};

/** Waits even if the blockers cannot be named. */
const findBlockers = async (context: ParkContext<unknown>): Promise<BlockerReport> => {
  try {
    return await context.findBlockers();
  } catch (error) {
    const { code, message } = describeFailure(error);
    if (code === 'CANCELLED') throw error;
    return { blockers: [], hidden: message.slice(0, 100) };
  }
};

const gaveUp = ({ deadlineMs }: PublishPolicy, reason: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `Cannot publish: publish.deadline (${Math.round(deadlineMs / 1_000)} s) is over; ` +
      `live is untouched and what was loaded is dropped; ${reason}`,
    'PUBLISH_DEADLINE_EXCEEDED',
  );
