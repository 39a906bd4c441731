import type { ArchiveListing, FreshnessDecision } from '../../contracts/dump-import/archive-listing.js';
import type { LoadReading } from '../../contracts/runs/load-reading.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportedArchive, RemoteArchive } from '../../contracts/dump-import/archive.js';
import { areSettled, compareArchives, findUnstable } from '../../dump-import/fetch/freshness-rules.js';
import { futureWarnings } from '../../dump-import/fetch/future-archives-rules.js';
import { checksumRemote, listArchives } from '../../dump-import/fetch/list-archives.js';
import { measureLoad } from '../../dump-import/load-gate/measure-load.js';
import { assertLiveForeignKeys } from '../../dump-import/publish/foreign-keys/assert-foreign-keys.js';
import { readCurrentGeneration } from '../../dump-import/generations/read-current-generation.js';
import { targetOf } from '../../contracts/settings.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings } from './pipeline-settings.js';
import { hostTaskQueue } from '../../contracts/temporal-names.js';
import type { StepLog } from '../run/step-log.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { withArchives } from './with-archives.js';

export interface SourceRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** The run's attempt, for its log. Absent in steps that a run of 0.2 asked for. @default 0 */
  readonly attempt?: number;
  readonly force: boolean;
  /** The folder that the archives are in. @default the pipeline's source */
  readonly from?: string;
}

export interface FreshnessRequest extends SourceRequest {
  readonly listing: ArchiveListing;
  /** The first listing, if this is the second. */
  readonly earlier?: ArchiveListing;
}

export const createSourceActivities = (deps: ActivityDeps) => ({
  /**
   * Measures how busy the target is.
   * Key: none, reads only. Heartbeat: none. Left behind: nothing. Terminal: PIPELINE_UNKNOWN.
   */
  measureLoad: ({ pipeline }: { pipeline: string }): Promise<LoadReading> =>
    measureLoad(pipelineSettings(deps, pipeline).loadGate, {
      mysql: targetOf(deps.settings),
      api: deps.settings.api,
    }),

  /**
   * Lists the source's directory and matches its archives to the databases.
   * Key: none, reads only. Heartbeat: liveness only. Left behind: nothing. Terminal: SFTP_AUTH_FAILED, SFTP_HOST_KEY_…,
   * FILE_FORBIDDEN, ARCHIVE_CLAIMED_TWICE.
   */
  listArchives: (request: SourceRequest): Promise<ArchiveListing> =>
    withProgress('checking_file_freshness', '', ({ signal }) => {
      const settings = pipelineSettings(deps, request.pipeline);
      return withArchives(deps, request, (source) => listArchives(source, settings), { signal, keep: true });
    }),

  /**
   * Decides whether the archives are newer than what is live, and whether a foreign key of a table that stays would be
   * in the way of the publish; on the second look only whether they have stopped changing. The attempt then uses the
   * disk of the host whose worker runs this.
   * Key: none, reads only. Heartbeat: liveness only. Left behind: nothing. Terminal: FOREIGN_KEY_FROM_OUTSIDE.
   */
  checkFreshness: (request: FreshnessRequest): Promise<FreshnessDecision> =>
    withProgress('checking_file_freshness', '', async ({ signal }) => {
      const { pipeline, runId, attempt = 0, force, listing, earlier } = request;
      const settings = pipelineSettings(deps, pipeline);
      const log = createStepLog(deps, runId, attempt, 'download');
      if (earlier !== undefined) {
        assertStable(earlier, listing);
        return { take: true, reason: 'newer_files_available', comparisons: [], archives: listing.archives };
      }
      const { archives: last, since } = await lastImported(deps, pipeline, log);
      const archives = await withChecksums(deps, request, listing.archives, last, signal);
      const { shouldImport, reason, comparisons } = compareArchives(archives, last, settings.freshness);
      const take = force || !settings.freshness.enabled || !settings.freshness.skipIfNotNewer || shouldImport;
      for (const { filename, reason: why } of listing.notTaken) await log.info(`Not taken: "${filename}" (${why})`);
      await log.info(`Freshness check result: ${reason}${take && !shouldImport ? ', importing anyway' : ''}`);
      const warnings = futureWarnings(listing, last, settings.freshness.order ?? 'mtime', Date.now());
      const tooOld =
        settings.alertAfterMs !== undefined &&
        since !== undefined &&
        Date.now() - Date.parse(since) > settings.alertAfterMs;
      if (!take && tooOld) warnings.push(`Nothing was imported since ${since}: that is longer than alert_after`);
      for (const warning of warnings) await log.warn(warning);
      if (take) await assertLiveForeignKeys(targetOf(deps.settings), settings);
      const settled = areSettled(listing.archives, settings.freshness.stableForMs, Date.now());
      const taskQueue = hostTaskQueue(deps.settings.worker.hostId);
      return { take, reason, comparisons, archives: listing.archives, settled, warnings, taskQueue };
    }),
});

const assertStable = (earlier: ArchiveListing, listing: ArchiveListing): void => {
  const [unstable] = findUnstable(earlier.archives, listing.archives);
  if (unstable === undefined) return;
  throw new StevedoreError(
    'ARCHIVE_STILL_UPLOADING',
    `Cannot take archive "${unstable.filename}" yet: it is still being uploaded (${unstable.reason})`,
    { details: { file: unstable.filename, database: unstable.database } },
  );
};

/** Reads the record beside the data; if it is unreadable, warns and the import goes on. */
const lastImported = async (
  deps: ActivityDeps,
  pipeline: string,
  log: StepLog,
): Promise<{ archives?: readonly ImportedArchive[]; since?: string }> => {
  const current = await readCurrentGeneration(targetOf(deps.settings), pipeline);
  if (current.kind === 'unreadable') {
    await log.warn('Cannot read the record of the last import; importing anyway', current.reason);
  }
  if (current.kind !== 'read') return {};
  const { databases, preparedAt } = current.provenance;
  return { archives: databases.map(({ archive }) => archive), since: preparedAt };
};

/** Remote checksums are computed only if they decide, because everything else looks unchanged. */
const withChecksums = async (
  deps: ActivityDeps,
  request: SourceRequest,
  archives: readonly RemoteArchive[],
  last: readonly ImportedArchive[] | undefined,
  signal: AbortSignal,
): Promise<readonly RemoteArchive[]> => {
  const { freshness } = pipelineSettings(deps, request.pipeline);
  if (!freshness.compareChecksum || last === undefined) return archives;
  const unchanged = new Set(
    compareArchives(archives, last, freshness)
      .comparisons.filter(({ isNewer }) => !isNewer)
      .map(({ archive }) => archive.filename),
  );
  return withArchives(
    deps,
    request,
    async (source) => {
      const result: RemoteArchive[] = [];
      for (const archive of archives) {
        if (!unchanged.has(archive.filename)) result.push(archive);
        else result.push({ ...archive, checksum: await checksumRemote(source, archive, signal) });
      }
      return result;
    },
    { signal, keep: true },
  );
};
