import type { Kysely } from 'kysely';
import { cut, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { ExportFileStore } from './export-stores.js';
import type { StoreTables } from '../tables.js';

/** The files of exports, in their table; see `ExportFileStore`. */
export const createExportFileStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): ExportFileStore => ({
  add: (file) =>
    call('record the file of an export', async () => {
      const row = {
        file_name: file.file,
        file_path: file.path,
        host: file.host,
        name: cut(file.name, 255),
        pipeline: file.pipeline,
        run_id: file.runId,
        total_records: file.rows,
        bytes: file.bytes,
        sha256: file.sha256,
        has_secrets: file.hasSecrets ? 1 : 0,
        created_at: toTime(file.createdAt),
      };
      await keepExisting(db.insertInto('export_files').values(row), ['file_name']).execute();
    }),
  get: (name) =>
    call('read the file of an export', async () => {
      const row = await db.selectFrom('export_files').selectAll().where('file_name', '=', name).executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        file: row.file_name,
        path: row.file_path,
        host: row.host,
        name: row.name,
        pipeline: row.pipeline,
        runId: row.run_id,
        rows: Number(row.total_records),
        bytes: Number(row.bytes),
        sha256: row.sha256,
        hasSecrets: Number(row.has_secrets) === 1,
        createdAt: fromDatetime(row.created_at),
      };
    }),
  remove: (names) =>
    call('forget files of exports', async () => {
      if (names.length === 0) return;
      await db
        .deleteFrom('export_files')
        .where('file_name', 'in', [...names])
        .execute();
    }),
});
