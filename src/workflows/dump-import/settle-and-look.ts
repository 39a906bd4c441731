import type { ArchiveListing } from '../../contracts/dump-import/archive-listing.js';
import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { LoadReading } from '../../contracts/runs/load-reading.js';
import type { PublishStepRequest } from '../../activities/dump-import/publish-activities.js';
import type { DumpImportActivities } from '../../activities/dump-import/create-dump-import-activities.js';
import { publishing } from './proxies.js';

/** What the steps after settling ask of other systems. */
export interface Looks {
  readonly measureLoad: () => Promise<LoadReading>;
  readonly listArchives: () => Promise<ArchiveListing>;
}

/**
 * Settles the pipeline, and asks other systems meanwhile what the next steps need: neither takes anything of the other.
 * The looks that it returns give what was answered while that is young, an error as it came, and ask anew afterwards.
 * Where settling fails, its error is thrown when all have ended.
 */
export const settleAndLook = async (
  { plan, ...request }: PublishStepRequest & { readonly plan: DumpImportPlan },
  looks: Looks,
): Promise<Looks & { readonly settled: Awaited<ReturnType<DumpImportActivities['settle']>> }> => {
  const settling = publishing(plan).settle(request);
  if (plan.sideBySide !== true) return { ...looks, settled: await settling };
  const measuring = plan.loadGate.enabled ? looks.measureLoad() : undefined;
  const listing = looks.listArchives();
  const askedMs = Date.now();
  const [settled] = await Promise.allSettled([settling, measuring, listing]);
  if (settled.status === 'rejected') throw settled.reason;
  const onceWhileYoung = <T>(answer: Promise<T> | undefined, ask: () => Promise<T>) => {
    let kept = answer;
    return (): Promise<T> => {
      const given = Date.now() - askedMs <= YOUNG_MS ? kept : undefined;
      kept = undefined;
      return given ?? ask();
    };
  };
  return {
    settled: settled.value,
    measureLoad: onceWhileYoung(measuring, looks.measureLoad),
    listArchives: onceWhileYoung(listing, looks.listArchives),
  };
};

const YOUNG_MS = 5_000;
