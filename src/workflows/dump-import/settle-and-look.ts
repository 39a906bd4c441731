import { CancellationScope } from '@temporalio/workflow';
import type { ArchiveListing } from '../../contracts/dump-import/archive-listing.js';
import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { PublishStepRequest } from '../../activities/dump-import/publish-activities.js';
import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import { publishing } from './proxies.js';

/** The listing that a later step asks for. */
export type ListArchives = () => Promise<ArchiveListing>;

/**
 * Settles the pipeline; in a run's first attempt the source is listed meanwhile.
 *
 * 1. In a later attempt settling goes first: it may find that the run's own publish has committed, and nobody else is
 *    to be waited for then.
 * 2. Where settling fails, the listing is cancelled, and the error is thrown once it has ended.
 * 3. `listArchives` of the answer gives what was listed while that is young, and a failure as it came; afterwards it
 *    lists anew.
 */
export const settleAndLook = async (
  { plan, ...request }: PublishStepRequest & { readonly plan: DumpImportPlan },
  listArchives: ListArchives,
): Promise<{
  readonly settled: Awaited<ReturnType<DumpImportActivities['settle']>>;
  readonly listArchives: ListArchives;
}> => {
  const settling = publishing(plan).settle(request);
  if (plan.sideBySide !== true || (request.attempt ?? 1) > 1) return { settled: await settling, listArchives };
  const beside = new CancellationScope();
  const listing = beside.run(() => answered(listArchives()));
  const settled = await settling.catch(async (error: unknown) => {
    beside.cancel();
    await listing;
    throw error;
  });
  return { settled, listArchives: onceWhileYoung(await listing, listArchives) };
};

interface Answered<T> {
  readonly value?: T;
  readonly failure?: { readonly error: unknown };
  readonly atMs: number;
}

const answered = <T>(asked: Promise<T>): Promise<Answered<T>> =>
  asked.then(
    (value) => ({ value, atMs: Date.now() }),
    (error: unknown) => ({ failure: { error }, atMs: Date.now() }),
  );

const onceWhileYoung = <T>(answer: Answered<T>, ask: () => Promise<T>): (() => Promise<T>) => {
  const settledMs = Date.now();
  let kept: Answered<T> | undefined = answer;
  return async () => {
    const given = kept;
    kept = undefined;
    // A failure took its own tries, and would take them again.
    if (given?.failure !== undefined && Date.now() - settledMs <= YOUNG_MS) throw given.failure.error;
    return given?.value !== undefined && Date.now() - given.atMs <= YOUNG_MS ? given.value : ask();
  };
};

const YOUNG_MS = 5_000;
