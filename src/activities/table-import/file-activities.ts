import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import { countsOf } from '../../contracts/table-import/record-counts.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { RowExample } from '../../contracts/table-import/row-example.js';
import type { FileImport } from '../../table-import/import/file-import.js';
import { fileReading } from '../../table-import/import/file-reading.js';
import { dryRunFile, publishFile } from '../../table-import/import/publish-file.js';
import type { StagedFile } from '../../table-import/import/stage-file.js';
import { stageFile } from '../../table-import/import/stage-file.js';
import { writeBatches } from '../../table-import/import/write-batches.js';
import type { NotedPresence, RowChange } from '../../table-import/target/table-target.js';
import { openListed } from '../../table-import/source/local-files.js';
import { settleReplay } from '../../table-import/replay/settle-replay.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';
import type { ProgressReporter } from '../run/with-progress.js';
import { withCommit } from '../run/with-commit.js';
import { withProgress } from '../run/with-progress.js';
import type { FileRequest, ImportRequest } from './import-context.js';
import { directoryOf, foldersOf, tableOf, withTarget } from './import-context.js';
import { nextSince, pagesReading } from './pages-reading.js';
import { recordOf } from './record-of.js';

/** A file that is in its table. */
export interface WrittenFile extends RecordCounts {
  /** Of a source that is asked for what is new: what its next run has to ask from. */
  readonly since?: string;
}

export interface TriedFile {
  readonly counts: RecordCounts;
  readonly examples: readonly RowExample[];
}

/** Activities that take one file into its table, each a step of the core; they read the host's disk. */
export const createFileActivities = (deps: ActivityDeps) => {
  const importOf = async (
    request: ImportRequest,
    { signal, report }: Pick<ProgressReporter, 'signal' | 'report'>,
  ): Promise<FileImport> => {
    const { runId, file, fetched } = request;
    const path = await assertListed(deps, request);
    const { resource, ...reading } = tableOf(deps, request);
    return {
      runId,
      fileNo: file.fileNo,
      ...reading,
      resource:
        file.replayOf !== undefined
          ? ofPart(withoutLimit(resource))
          : fetched.cut === undefined
            ? resource
            : ofPart(resource),
      path: path ?? fetched.path,
      signal,
      onProgress: ({ bytes, totalBytes, records, rejected, committed }) =>
        report(
          bytes,
          totalBytes,
          `${file.name}: ${records} records${rejected === 0 ? '' : `, ${rejected} rejects`}`,
          committed && { fileNo: file.fileNo, ...committed },
        ),
    };
  };
  /** Whoever looks for the rejects of the run finds its files in the store, before there are any. */
  const noteFile = async (request: ImportRequest, file: FileImport): Promise<void> =>
    deps.store.importedFiles.save(
      recordOf(deps, request, { ...(await fileReading(file)), ...(await pagesReading(deps, request)) }, 'open'),
    );

  return {
    /**
     * Takes a file into staging and keeps its rejects; nothing of the table changes.
     * Key: run and file number; each try takes a new epoch and begins anew. Heartbeat: bytes and records. Left behind:
     * staging, which `cleanTables` drops. Terminal: TEXT_ENCODING_INVALID, FILE_EMPTY, FILE_HEADER_INVALID,
     * COLUMN_MISSING, TABLE_UNKNOWN, TABLE_UNSUITABLE, TOO_MANY_REJECTS, RECORDS_MISCOUNTED, FENCED.
     */
    stageTableFile: (request: ImportRequest): Promise<StagedFile> =>
      withProgress('staging', request.file.name, async (progress) => {
        const started = Date.now();
        const file = await importOf(request, progress);
        await noteFile(request, file);
        const staged = await withTarget(deps, request.file.connection, (target) => stageFile(target, file));
        await createStepLog(deps, request.runId, request.attempt, 'stage').info(
          `Staged "${request.file.name}": ${staged.records} records, ${staged.rejected} rejects`,
          { durationMs: Date.now() - started },
        );
        return staged;
      }),

    /**
     * Puts a staged file into its table, in one transaction.
     * Key: run and file number: done again it gives the ledger's counts. Heartbeat: liveness only. Left behind:
     * staging, which `cleanTables` drops. Terminal: RECORDS_MISCOUNTED, TOO_MANY_REJECTS, TABLE_UNSUITABLE, FENCED.
     */
    publishTableFile: (request: ImportRequest & { readonly staged: StagedFile }): Promise<WrittenFile> =>
      withProgress('publishing', request.file.name, (progress) =>
        withCommit(progress, async (onCommit) => {
          const started = Date.now();
          const file = { ...(await importOf(request, progress)), onCommit };
          const published = await withTarget(deps, request.file.connection, (target) =>
            publishFile(target, file, request.staged),
          );
          const counts = countsOf(published);
          await tell(deps, request, 'publish', counts, started);
          await tellPresence(deps, request, published.presence);
          return { ...counts, ...(await nextSince(deps, request)) };
        }),
      ),

    /**
     * Writes a file batch after batch, each in a transaction with the ledger.
     * Key: run and file number: another try goes on behind the last batch. Heartbeat: bytes and records. Left behind:
     * the batches that were committed, which the ledger counts. Terminal: as of `stageTableFile`.
     */
    writeTableBatches: (request: ImportRequest): Promise<WrittenFile> =>
      withProgress('writing', request.file.name, (progress) =>
        withCommit(progress, async (onCommit) => {
          const started = Date.now();
          const file = { ...(await importOf(request, progress)), onCommit };
          await noteFile(request, file);
          const counts = await withTarget(deps, request.file.connection, (target) => writeBatches(target, file));
          await tell(deps, request, 'publish', counts, started);
          return { ...counts, ...(await nextSince(deps, request)) };
        }),
      ),

    /**
     * From where the source of a file is asked the next time, once the file is in its table.
     * Key: none, it reads. Heartbeat: liveness only. Left behind: nothing. Terminal: none.
     */
    readNextSince: (request: ImportRequest): Promise<{ readonly since?: string }> =>
      withProgress('cleanup', request.file.name, () => nextSince(deps, request)),

    /**
     * Does all that the import of a file would do, and rolls it back.
     * Key: run and file number. Heartbeat: bytes and records. Left behind: staging, which `cleanTables` drops.
     * Terminal: as of `stageTableFile`.
     */
    tryTableFile: (request: ImportRequest): Promise<TriedFile> =>
      withProgress('staging', request.file.name, async (progress) => {
        const started = Date.now();
        const file = await importOf(request, progress);
        await noteFile(request, file);
        const { examples = [], ...tried } = await withTarget(deps, request.file.connection, (target) =>
          dryRunFile(target, file),
        );
        const counts = countsOf(tried);
        await tell(deps, request, 'dry run', counts, started);
        return {
          counts,
          examples: examples.slice(0, EXAMPLES).map((example) => shownExample(request.file.table, example, file)),
        };
      }),

    /**
     * Marks the rejects that a replay has put into the table as replayed.
     * Key: run and file number, repeatable. Heartbeat: liveness only. Left behind: rejects that are open still although
     * they are in the table; replayed again they change nothing. Terminal: REPLAY_UNKNOWN.
     */
    settleTableReplay: (request: FileRequest): Promise<number> =>
      withProgress('cleanup', request.file.name, async () => {
        const { runId, attempt, file } = request;
        const { replayOf } = file;
        if (replayOf === undefined) return 0;
        const settled = await withTarget(deps, file.connection, ({ rejects }) =>
          settleReplay({
            rejects,
            original: { runId: file.path, fileNo: replayOf },
            replay: { runId, fileNo: file.fileNo },
            directory: directoryOf(deps, request),
          }),
        );
        await createStepLog(deps, runId, attempt, 'publish').info(
          `${settled} rejects of "${file.name}" are in the table now`,
        );
        return settled;
      }),
  };
};

/** Of rejects any number may be bad still: the others go in. */
const withoutLimit = ({ maxRejects: _, ...resource }: Resource): Resource => resource;

/** A file that is not all of its source says nothing of rows that it lacks. */
const ofPart = ({ presence, ...resource }: Resource): Resource => ({
  ...resource,
  ...(presence === undefined ? {} : { presence: { ...presence, isPartial: true } }),
});

/** A dry run shows so many rows that would change, and so much of each value. */
const EXAMPLES = 10;
const SHOWN_CHARACTERS = 200;

/** The run's record and history keep it, so it has no value of a secret column, and no long one. */
const shownExample = (table: string, { key, before, after }: RowChange, { resource }: FileImport): RowExample => {
  const secret = new Set(resource.columns?.filter((column) => column.secret === true).map(({ name }) => name));
  const shown = (values: RowChange['key']) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        secret.has(name) && value !== null ? '(secret)' : (value?.slice(0, SHOWN_CHARACTERS) ?? null),
      ]),
    );
  return { table, key: shown(key), before: shown(before), after: shown(after) };
};

/** The path of a file that is read where it lies: it must be the listed one before each step. */
const assertListed = async (
  deps: ActivityDeps,
  { file, fetched }: Pick<ImportRequest, 'file' | 'fetched'>,
): Promise<string | undefined> =>
  file.inode === undefined || fetched.checksum !== undefined ? undefined : openListed(file, foldersOf(deps.settings));

const tellPresence = async (
  deps: ActivityDeps,
  { runId, attempt, file }: FileRequest,
  presence: NotedPresence | undefined,
): Promise<void> => {
  if (presence === undefined) return;
  const log = createStepLog(deps, runId, attempt, 'publish');
  if (presence.unknown > 0) {
    await log.warn(
      `No row of "${file.table}" is taken for gone: nobody knows which rows ${presence.unknown} rejects of "${file.name}" are for`,
    );
  } else if (presence.gone > 0) await log.info(`${presence.gone} rows of "${file.table}" are gone from their source`);
};

const tell = async (
  deps: ActivityDeps,
  { runId, attempt, file }: FileRequest,
  step: string,
  { records, inserted, updated, unchanged, superseded, rejected }: RecordCounts,
  started: number,
): Promise<void> => {
  const rest = [
    ...(superseded === 0 ? [] : [`${superseded} superseded`]),
    ...(rejected === 0 ? [] : [`${rejected} rejected`]),
  ];
  const counts = [`${inserted} inserted`, `${updated} updated`, `${unchanged} unchanged`, ...rest].join(', ');
  await createStepLog(deps, runId, attempt, step).info(
    `"${file.name}" into "${file.table}": ${records} records, ${counts}`,
    { durationMs: Date.now() - started },
  );
};
