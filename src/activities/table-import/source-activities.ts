import type { ImportTarget } from '../../contracts/table-import/input.js';
import type { ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import type { FileSource, TableRule } from '../../contracts/table-import/settings.js';
import { resourceFor } from '../../table-import/source/assign-table-rules.js';
import { listFiles, sourceName } from '../../table-import/source/list-files.js';
import { openListed } from '../../table-import/source/local-files.js';
import type { FoundFile } from '../../table-import/source/number-files-rules.js';
import type { FetchWait } from '../../table-import/source/source-adapter.js';
import { adapterOf } from '../../table-import/source/source-adapters.js';
import type { SourceFile } from '../../table-import/source/source-file.js';
import { removeRunFiles } from '../../table-import/source/work-folder.js';
import { writeReplayFile } from '../../table-import/replay/write-replay-file.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import type { FetchedFile, FileRequest, FoundFiles } from './import-context.js';
import {
  directoryOf,
  foldersOf,
  pipelineSettings,
  ruleOf,
  schemaOf,
  sourceContext,
  sourceOf,
  tableOf,
  withTarget,
} from './import-context.js';
import { isInto, lastImport, sinceFieldOf, sinceOf } from './last-import.js';
import { listRejects } from './list-rejects.js';

export interface ListingRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly files?: readonly string[];
  readonly to?: ImportTarget;
  /** Take files that were imported before, too. */
  readonly all: boolean;
  readonly replay?: string;
  readonly definition?: string;
}

/** Activities that find files and bring them to the disk of the host that claimed the attempt. */
export const createSourceActivities = (deps: ActivityDeps) => ({
  /**
   * Lists the files of a run, each with the table that it goes into; of a replay, the files whose rejects are open.
   * Key: none, reads only. Heartbeat: liveness only. Left behind: nothing. Terminal: FILE_FORBIDDEN, RESOURCE_UNKNOWN,
   * REQUEST_INVALID, SFTP_AUTH_FAILED, SFTP_HOST_KEY_….
   */
  listTableFiles: (request: ListingRequest): Promise<FoundFiles> =>
    withProgress('listing', '', async ({ signal }) => {
      const { pipeline, runId, attempt, replay } = request;
      const found =
        replay === undefined ? await listSourceFiles(deps, request, signal) : await listRejects(deps, replay);
      const log = createStepLog(deps, runId, attempt, 'list');
      for (const { name, reason } of found.notTaken.slice(0, SHOWN)) await log.info(`Not taken: "${name}" (${reason})`);
      const more = found.notTaken.length > SHOWN ? `, and ${found.notTaken.length - SHOWN} more not taken` : '';
      await log.info(`Files to import for "${pipeline}": ${found.files.length}${more}`);
      // The log has them; a folder with many thousands would be more than an answer may hold.
      return { ...found, notTaken: [] };
    }),

  /**
   * Brings a file to this host's disk: from the SFTP server, or out of the rejects of a run. A file of this disk is
   * read where it lies, once it is the one that was listed and is allowed.
   * Key: run, file number, and size and time of the file. Heartbeat: bytes. Left behind: the part, replaced by the next
   * try; of pages the whole ones, behind which the next try goes on. Terminal: FILE_FORBIDDEN, SFTP_AUTH_FAILED,
   * SFTP_HOST_KEY_…, HTTP_AUTH_FAILED, HTTP_REFUSED, HTTP_ADDRESS_FORBIDDEN, HTTP_TOO_LARGE, PAGES_….
   */
  fetchTableFile: (
    request: FileRequest & { readonly all: boolean; readonly force?: boolean },
  ): Promise<FetchedFile | FetchWait> =>
    withProgress('fetching', request.file.name, async ({ signal, report }) => {
      const { pipeline, runId, attempt, file } = request;
      const log = createStepLog(deps, runId, attempt, 'fetch');
      const directory = directoryOf(deps, request);
      if (file.replayOf !== undefined) {
        const { replayOf } = file;
        const { format } = tableOf(deps, request);
        const record = (await deps.store.importedFiles.ofRun(file.path)).find((one) => one.fileNo === replayOf);
        const { path, records, leftOut } = await withTarget(deps, file.connection, async (target) => {
          const written = (await target.ledger(runId)).find(({ fileNo }) => fileNo === file.fileNo);
          return writeReplayFile({
            rejects: target.rejects,
            runId: file.path,
            fileNo: replayOf,
            format,
            reading: record?.reading ?? { format: format.format },
            directory,
            isWritten: written?.phase === 'done',
            signal,
          });
        });
        const text = `Replaying ${records} rejects of "${file.name}"`;
        if (leftOut === 0) await log.info(text);
        else await log.warn(`${text}; ${leftOut} are no record by themselves and stay open: mend them first`);
        return { path };
      }
      const source = sourceOf(deps, request);
      if (source === undefined) return { path: await openListed(file, foldersOf(deps.settings)) };
      const started = Date.now();
      const last = await lastImport(deps, request);
      const since = request.force === true ? undefined : sinceOf(last, sinceFieldOf(source));
      const found = await adapterOf(source).fetch(source, {
        ...sourceContext(deps),
        file,
        directory,
        ...(since === undefined ? {} : { since }),
        signal,
        onProgress: report,
      });
      if ('waitMs' in found) {
        await log.info(`The server of "${file.name}" asks to wait for ${Math.ceil(found.waitMs / 1_000)} s`);
        return found;
      }
      const isNews = sinceFieldOf(source) !== undefined;
      const fetched: FetchedFile = isNews ? { ...found, isNews } : found;
      if (fetched.checksum === undefined) return fetched;
      await log.info(`Fetched "${file.name}"`, {
        ...(file.size === 0 ? {} : { file_size: file.size }),
        durationMs: Date.now() - started,
      });
      if (fetched.empty === true) return { ...fetched, seen: true };
      if (request.all || pipelineSettings(deps, pipeline).seen === 'again') return fetched;
      if (last?.checksum !== fetched.checksum) return fetched;
      await log.info(`"${file.name}" has what run ${last.runId} has imported: skipped`);
      return { ...fetched, seen: true };
    }),

  /**
   * Removes the run's files from this host's disk.
   * Key: run. Heartbeat: liveness only. Left behind: files that the next start of a worker removes. Terminal: none.
   */
  removeTableFiles: ({ pipeline, runId }: Pick<ListingRequest, 'pipeline' | 'runId'>): Promise<void> =>
    withProgress('cleanup', '', () => removeRunFiles(pipelineSettings(deps, pipeline).workFolder, pipeline, runId)),
});

const SHOWN = 100;
/** A run takes at most so many files; the next one takes the rest. */
const MOST_FILES = 1_000;

const listSourceFiles = async (
  deps: ActivityDeps,
  request: ListingRequest,
  signal: AbortSignal,
): Promise<FoundFiles> => {
  const { pipeline, files, to, all } = request;
  const settings = pipelineSettings(deps, pipeline);
  const source = sourceOf(deps, request);
  const listed = await listFiles({
    ...(source === undefined ? {} : { source }),
    ...(files === undefined ? {} : { files }),
    ...sourceContext(deps),
    signal,
  });
  const known =
    all || settings.seen === 'again' || isBlind(source) || files !== undefined || listed.length === 0
      ? []
      : await deps.store.importedFiles.lastDone(
          pipeline,
          listed.map((file) => sourceName(source, file)),
        );
  const last = new Map<string, ImportedFileRecord[]>();
  for (const record of known) last.set(record.source, [...(last.get(record.source) ?? []), record]);
  const notTaken: { name: string; reason: string }[] = [];
  const taken: FoundFile[] = [];
  let seen = 0;
  for (const file of listed) {
    const rule = ruleOf(deps, settings, file.name, to);
    if (rule === undefined) {
      notTaken.push({ name: file.name, reason: 'no entry of "tables" matches it' });
      continue;
    }
    const found = { ...file, ...intoOf(deps, rule, file.name), ...calledBy(to, listed) };
    const before = (last.get(sourceName(source, file)) ?? []).find((record) => isInto(record, found));
    if (before !== undefined && isSame(before, file)) {
      seen++;
      notTaken.push({ name: file.name, reason: `imported by run ${before.runId}, and not changed since` });
    } else if (taken.length === MOST_FILES) notTaken.push({ name: file.name, reason: 'left to the next run' });
    else taken.push(found);
  }
  return { files: taken, notTaken, seen };
};

/** The name of a run's one file, where people know it by another one. */
const calledBy = (to: ImportTarget | undefined, listed: readonly SourceFile[]): { readonly name?: string } =>
  to?.fileName === undefined || listed.length !== 1 ? {} : { name: to.fileName };

/** What a file goes into. */
const intoOf = (
  { settings }: Pick<ActivityDeps, 'settings'>,
  rule: TableRule,
  name: string,
): Pick<FoundFile, 'table' | 'connection' | 'commit'> => {
  const { schema, table, connection, commit } = resourceFor(rule, name);
  return { table: `${schema ?? schemaOf(settings, connection)}.${table}`, connection, commit };
};

const isBlind = (source: FileSource | undefined): boolean => source !== undefined && adapterOf(source).isBlind === true;

const isSame = (before: Pick<SourceFile, 'size' | 'modTime'>, now: SourceFile): boolean =>
  before.size === now.size && before.modTime === now.modTime;
