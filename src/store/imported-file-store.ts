import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { FileReading, ImportedFileRecord } from '../contracts/table-import/imported-file-record.js';
import { cut, cutText, fromDatetime } from './column-values.js';
import type { StoreEngine } from './engine.js';
import type { Call } from './store-call.js';
import type { ImportedFileStore } from './store.js';
import type { ImportedFilesTable, StoreTables } from './tables.js';

/** The files of table imports in their table; see `ImportedFileStore`. */
export const createImportedFileStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): ImportedFileStore => ({
  save: (record) =>
    call('record the file', async () => {
      const row = rowOf(record, toTime);
      await keepExisting(db.insertInto('imported_files').values(row), ['run_id', 'file_no']).execute();
      await db
        .updateTable('imported_files')
        .set(row)
        .where('run_id', '=', record.runId)
        .where('file_no', '=', record.fileNo)
        .where('state', '!=', 'done')
        .execute();
    }),
  lastDone: (pipeline, sources) =>
    call('read the files that were imported', async () => {
      const found: ImportedFileRecord[] = [];
      for (let from = 0; from < sources.length; from += SOURCES) {
        const ranked = db
          .selectFrom('imported_files')
          .select(({ fn }) => [
            'run_id',
            'file_no',
            fn
              .agg<number>('row_number')
              .over((over) => over.partitionBy(ONE_AFTER_THE_OTHER).orderBy('at', 'desc').orderBy('file_no', 'desc'))
              .as('place'),
          ])
          .where('pipeline', '=', pipeline)
          .where('source_hash', 'in', sources.slice(from, from + SOURCES).map(hashOf))
          .where('state', '=', 'done');
        // What was read may be large: only that of the newest leaves the database.
        const rows = await db
          .selectFrom('imported_files')
          .innerJoin(ranked.as('ranked'), (join) =>
            join
              .onRef('ranked.run_id', '=', 'imported_files.run_id')
              .onRef('ranked.file_no', '=', 'imported_files.file_no'),
          )
          .selectAll('imported_files')
          .where('ranked.place', '=', 1)
          .execute();
        found.push(...rows.map(recordOf));
      }
      return found;
    }),
  ofRun: (runId) =>
    call('read the files of the run', async () => {
      const rows = await db
        .selectFrom('imported_files')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('file_no')
        .execute();
      return rows.map(recordOf);
    }),
});

/** Imports of which the last one counts. */
const ONE_AFTER_THE_OTHER = ['source_hash', 'connection', 'table_name'] as const;

/** Of one statement. */
const SOURCES = 500;

const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

const rowOf = (record: ImportedFileRecord, toTime: StoreEngine['toTime']) => ({
  run_id: record.runId,
  file_no: record.fileNo,
  pipeline: record.pipeline,
  source_hash: hashOf(record.source),
  source: cutText(record.source),
  name: cut(record.name, 255),
  size: record.size,
  mod_time: toTime(record.modTime),
  checksum: record.checksum ?? null,
  connection: cut(record.connection, 64),
  table_name: cut(record.table, 255),
  state: record.state,
  at: toTime(record.at),
  reading: JSON.stringify(record.reading),
});

const recordOf = (row: Selectable<ImportedFilesTable>): ImportedFileRecord => ({
  runId: row.run_id,
  fileNo: row.file_no,
  pipeline: row.pipeline,
  source: row.source,
  name: row.name,
  size: Number(row.size),
  modTime: fromDatetime(row.mod_time),
  ...(row.checksum === null ? {} : { checksum: row.checksum }),
  connection: row.connection,
  table: row.table_name,
  state: row.state as ImportedFileRecord['state'],
  at: fromDatetime(row.at),
  reading: JSON.parse(row.reading) as FileReading,
});
