/**
 * What may have been committed, although nobody has heard the answer.
 *
 * 1. Nothing is told as failed that may be live: the run waits, durably, until the target says which it is.
 * 2. A wait ends by itself, by `proceed`, or by a cancel; after each the target is asked.
 * 3. Where nobody can say it in the end, the run's last word is PUBLISH_UNCERTAIN, as a failure or, after a cancel, as
 *    the reason of a run that was cancelled.
 */
import { ApplicationFailure, CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';
import type { Run } from '../conduct-run.js';
import { codeOf, describeFailure } from '../failures.js';

/** A commit may have happened, and the target could not say whether it has. */
export class Unheard extends Error {
  constructor(why: unknown) {
    super('The outcome of a commit is unknown', { cause: why });
    this.name = 'Unheard';
  }
}

/** How a run finds out what has become of a commit, and what it says of it meanwhile. */
export interface Hearing<T> {
  readonly run: Pick<Run, 'log' | 'waitFor'>;
  /** The step under which the log keeps it. */
  readonly logStep: string;
  /** For example `the publish`. */
  readonly what: string;
  /** How a person sees whether it has happened, and what the next run does, as the end of a sentence. */
  readonly seenBy: string;
  /** How long the target is waited for. @default a day */
  readonly deadlineMs?: number | undefined;
  /** Asks the target; undefined where it has not happened. Throws while the target does not answer. */
  readonly ask: () => Promise<T | undefined>;
}

/** `Hearing.seenBy` of what is published as a generation. */
export const seenInGenerations = (pipeline: string): string =>
  `stevedore generations ${pipeline} shows what is, once the target is there again, and the next run settles it`;

/**
 * What the commit has made live; undefined where it has not happened. Throws PUBLISH_UNCERTAIN, a cancellation (with
 * that code where nobody could say it even then), and PUBLISH_TORN, which is an answer.
 */
export const hearOutcome = async <T>(hearing: Hearing<T>, unheard: unknown): Promise<T | undefined> => {
  const { run, logStep, what, deadlineMs = A_DAY_MS, ask } = hearing;
  const since = Date.now();
  let why = describeFailure(unheard);
  // The records may be kept where nobody answers now: the wait is not for them.
  void run.log
    .warn(logStep, `Whether ${what} happened is unknown; the run waits: ${why.message}`)
    .catch(() => undefined);
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    const leftMs = since + deadlineMs - Date.now();
    if (leftMs <= 0) throw uncertain(hearing, since, `it was waited for ${Math.round(deadlineMs / 1_000)} s`);
    const ms = Math.min(delayMs, leftMs);
    const reason =
      `whether ${what} happened is unknown: the target does not answer since ${shortly(since)} (${why.code}); ` +
      `the run asks again at ${shortly(Date.now() + ms)}`;
    const stopped = await waitOnce(hearing, reason, ms);
    let live: T | undefined;
    try {
      live = await CancellationScope.nonCancellable(ask);
    } catch (error) {
      if (codeOf(error) === 'PUBLISH_TORN') throw error;
      if (stopped !== undefined) throw cancelledUnheard(hearing, since);
      why = describeFailure(error);
      continue;
    }
    if (live === undefined && stopped !== undefined) throw stopped;
    return live;
  }
};

/** Returns the cancellation that has ended it, if it was one. */
const waitOnce = async (
  { run, logStep }: Pick<Hearing<unknown>, 'run' | 'logStep'>,
  reason: string,
  ms: number,
): Promise<Error | undefined> => {
  try {
    const { by } = await run.waitFor('outcome', reason, ms);
    if (by !== undefined) void run.log.info(logStep, `${by} said proceed`).catch(() => undefined);
    return undefined;
  } catch (error) {
    if (error instanceof Error && isCancellation(error)) return error;
    throw error;
  }
};

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;
const A_DAY_MS = 24 * 3_600_000;

const shortly = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const uncertain = (hearing: Pick<Hearing<unknown>, 'what' | 'seenBy'>, since: number, end: string) =>
  ApplicationFailure.nonRetryable(uncertainWords(hearing, since, end), UNCERTAIN);

/** Its end is that of a run that was cancelled, and its words are these. */
const cancelledUnheard = (hearing: Pick<Hearing<unknown>, 'what' | 'seenBy'>, since: number) =>
  new CancelledFailure(uncertainWords(hearing, since, 'the run was cancelled'), [UNCERTAIN]);

/** What is said of a run that ends before anybody could say whether it is live. */
export const uncertainWords = (
  { what, seenBy }: Pick<Hearing<unknown>, 'what' | 'seenBy'>,
  since: number,
  end: string,
): string =>
  `Cannot tell whether ${what} happened: the target has not answered since ${shortly(since)}, and ${end}; ` +
  `it may be live: ${seenBy}`;

const UNCERTAIN = 'PUBLISH_UNCERTAIN';
