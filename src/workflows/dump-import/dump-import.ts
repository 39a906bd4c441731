import { CancellationScope, sleep } from '@temporalio/workflow';
import type { ArchiveListing, FreshnessDecision } from '../../contracts/dump-import/archive-listing.js';
import type { DumpImportPlan } from '../../contracts/dump-import/plan.js';
import type { DumpImportInput, Recorded } from '../../contracts/dump-import/input.js';
import type { DumpImportResult } from '../../contracts/dump-import/result.js';
import type { DumpImportDetail } from '../../contracts/dump-import/snapshot.js';
import type { FreshnessReason } from '../../contracts/dump-import/freshness.js';
import type { PublishedStep } from '../../activities/dump-import/publish-activities.js';
import { afterCommit } from './after-commit.js';
import { allOrNone, allToTheEnd } from '../run/all-or-none.js';
import { codeOf } from '../run/failures.js';
import { importDatabase } from './import-database.js';
import type { ImportStages } from './import-stages.js';
import { filesAtStart, trackStages } from './import-stages.js';
import { seenInGenerations } from '../run/outcome/hear-outcome.js';
import type { ParkContext } from '../run/park-publish.js';
import { parkPublish } from '../run/park-publish.js';
import type { LoadGate } from '../run/pass-load-gate.js';
import { passLoadGate } from '../run/pass-load-gate.js';
import { asking, lastWords, listing, onHost, publishing, publishTry, quick } from './proxies.js';
import { orUnheard } from './unheard.js';
import type { PipelineState } from './unheard.js';
import type { Run } from '../run/conduct-run.js';
import { describeFiles } from './describe-files.js';
import { conductRun } from '../run/conduct-run.js';
import { recorded } from '../run/recorded.js';
import { settleAndLook } from './settle-and-look.js';

/** An attempt under way. */
interface DumpImport extends Run<DumpImportPlan, DumpImportDetail, DumpImportInput> {
  readonly stages: ImportStages;
  readonly gate: LoadGate;
  /** Why it imports, once freshness has decided. */
  reason?: FreshnessReason;
  /** What the freshness step warned of, in this attempt. */
  noticed?: readonly string[];
}

/**
 * Turns zipped MySQL dumps on an SFTP server into live databases: fetches them, loads them beside the live data, proves
 * them, and publishes all at once.
 */
export async function dumpImport(given: Recorded<DumpImportInput>): Promise<DumpImportResult> {
  const input: DumpImportInput = { ...given, kind: 'dump-import' };
  const gate: LoadGate = { delays: 0 };
  return conductRun<DumpImportPlan, DumpImportResult, DumpImportDetail, DumpImportInput>({
    ...recorded(input),
    detail: filesAtStart,
    describe: describeFiles,
    canGoBack: () => true,
    logStep: 'import',
    attempt: (run, attempt) =>
      importOnce({ ...run, gate, stages: trackStages(run.status, run.plan.databases) }, attempt),
  });
}

/** One pass over all steps. */
const importOnce = async (run: DumpImport, attempt: number): Promise<DumpImportResult> => {
  const { input, runId, plan, status } = run;
  const { pipeline } = input;
  const { settled, listArchives } = await settleAndLook({ pipeline, runId, attempt, plan }, () => firstLook(run));
  const { warnings: settling = [], currentRunId, generation: live } = settled;
  status.warned(settling);
  // The attempt before did not see its own commit.
  if (currentRunId === runId && live !== undefined) return published(run, { generation: live, warnings: settling });
  await passLoadGate({ run, plan: plan.loadGate, gate: run.gate, measure: () => measureLoadOf(run) });

  status.show('checking_file_freshness', 10);
  const look = await checkFreshness(run, await listArchives());
  const { archives, reason, take } = look;
  run.reason = reason;
  run.noticed = look.warnings ?? [];
  status.warned(run.noticed);
  if (!take) return { outcome: 'skipped', reason, warnings: [...settling, ...run.noticed] };

  const { taskQueue } = look.taskQueue === undefined ? await quick.claimHost() : { taskQueue: look.taskQueue };
  const host = onHost(plan, taskQueue);
  let isLive = false;
  const removeFiles = () =>
    CancellationScope.nonCancellable(async () => {
      const keepFiles = isLive ? !plan.cleanupOnSuccess : plan.keepFailedFiles;
      await host.tidy.removeFiles({ pipeline, runId, keepFiles }).catch(() => undefined);
    });
  let removing: Promise<void> | undefined;
  try {
    const together = plan.failFast ? allOrNone : allToTheEnd;
    await besideSecondLook(run, look, () =>
      together(() =>
        archives.map((archive) =>
          importDatabase(host, run.stages, run.log, { pipeline, runId, attempt, archive, ...fromOf(input) }),
        ),
      ),
    );
    status.show('checking_guards', 86);
    const overridden = input.overrideGuards ?? [];
    await publishing(plan).checkStaged({
      pipeline,
      runId,
      attempt,
      ...(overridden.length === 0 ? {} : { overrideGuards: overridden, by: input.by }),
    });
    const step = await parkPublish(parking(run), () => publishOnce(run));
    isLive = true;
    if (plan.sideBySide === true) removing = removeFiles();
    return await published(run, step);
  } catch (error) {
    status.wentWrong();
    throw error;
  } finally {
    await CancellationScope.nonCancellable(async () => {
      status.show('cleanup', isLive ? 98 : status.snapshot().progress);
      await (removing ?? removeFiles());
      if (!isLive) await lastWords.dropStaging({ pipeline, runId }).catch(() => undefined);
    });
  }
};

/** After the commit nothing may repeat the import, and a cancel comes too late. */
const published = async (run: DumpImport, step: PublishedStep): Promise<DumpImportResult> => {
  const { input, runId, plan, status, reason = 'newer_files_available' } = run;
  const { pipeline } = input;
  const warnings = await CancellationScope.nonCancellable(() =>
    afterCommit({ pipeline, runId, plan, status, step, record: true }),
  );
  return { outcome: 'success', reason, generation: step.generation, warnings: [...(run.noticed ?? []), ...warnings] };
};

const firstLook = (run: DumpImport): Promise<ArchiveListing> =>
  listing.listArchives.executeWithOptions({ summary: 'first look' }, [sourceRequest(run)]);

/** Whether there is anything to import. */
const checkFreshness = async (
  run: DumpImport,
  first: ArchiveListing,
): Promise<FreshnessDecision & { readonly listing: ArchiveListing }> => {
  const decision = await listing.checkFreshness({ ...sourceRequest(run), listing: first });
  run.stages.remoteFiles(decision.comparisons);
  return { ...decision, listing: first };
};

/**
 * Takes the second look in parallel with the work on what the first one saw: an archive that is still being uploaded is
 * not taken. Nothing is published before it; its error takes precedence over other faults of such an archive.
 */
const besideSecondLook = async (
  run: DumpImport,
  { settled, listing: first }: { settled?: boolean; listing: ArchiveListing },
  work: () => Promise<unknown>,
) => {
  if (settled === true) return work();
  const look = async () => {
    await sleep(Math.max(1, run.plan.stableForMs), { summary: 'are the archives complete?' });
    const request = sourceRequest(run);
    const second = await listing.listArchives.executeWithOptions({ summary: 'second look' }, [request]);
    await listing.checkFreshness({ ...request, listing: second, earlier: first });
  };
  return allOrNone<unknown>(() => {
    const looked = look();
    const worked = work().catch(async (error: unknown) => {
      await looked;
      throw error;
    });
    return [looked, worked];
  });
};

const measureLoadOf = ({ input: { pipeline } }: DumpImport) =>
  quick.measureLoad.executeWithOptions({ summary: 'how busy is the target' }, [{ pipeline }]);

/** What the wait for the publish asks this kind. */
const parking = (run: DumpImport): ParkContext<PublishedStep> => {
  const { pipeline } = run.input;
  return {
    run,
    hearing: {
      what: 'the publish',
      seenBy: seenInGenerations(pipeline),
      ask: async () => publishedBy(run, await asking(run.plan).settle(publishRequest(run))),
    },
    policy: run.plan.publish,
    logStep: 'import',
    checkWindow: () => quick.checkPublishWindow({ pipeline }),
    findBlockers: () => quick.findBlockers.executeWithOptions({ summary: 'who holds the locks' }, [{ pipeline }]),
  };
};

const sourceRequest = ({ input, runId, status }: DumpImport) => ({
  pipeline: input.pipeline,
  runId,
  attempt: status.snapshot().attempt,
  // Whoever names a folder wants what is in it.
  force: input.force ?? input.from !== undefined,
  ...fromOf(input),
});

const fromOf = ({ from }: DumpImportInput) => (from === undefined ? {} : { from });

/** A try cannot be cancelled: an interrupted publish would leave it to the next run to find out what happened. */
const publishOnce = (run: DumpImport): Promise<PublishedStep> =>
  CancellationScope.nonCancellable(async () => {
    const { plan } = run;
    const request = publishRequest(run);
    try {
      return await publishTry(plan).publish(request);
    } catch (error) {
      // Nothing was published; the next try settles what is incomplete.
      if (codeOf(error) === 'PUBLISH_LOCKED') throw error;
      // The commit may have happened before the error: then the run has published, whatever came after.
      const live = publishedBy(run, await orUnheard(error, publishing(plan).settle(request)));
      if (live === undefined) throw error;
      return live;
    }
  });

const publishRequest = ({ input, runId, status }: DumpImport) => ({
  pipeline: input.pipeline,
  runId,
  attempt: status.snapshot().attempt,
});

const publishedBy = ({ runId }: DumpImport, state: PipelineState): PublishedStep | undefined =>
  state.currentRunId !== runId || state.generation === undefined
    ? undefined
    : { generation: state.generation, warnings: state.warnings };
