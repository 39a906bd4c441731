import type { Kysely } from 'kysely';
import type { StoreEngine } from './engine.js';
import type { Call } from './store-call.js';
import type { StoreTables } from './tables.js';

/**
 * Deletes files of runs that are older than a time (ISO 8601), except the last import of each file, by which it is
 * known again.
 */
export const pruneImportedFiles = async (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  before: string,
): Promise<void> => {
  for (;;) {
    const old = await call('read the old files', () => outdated(db, toTime(before)));
    if (old.length === 0) return;
    await call('delete old files', async () => {
      for (const { run_id: runId, file_no: fileNo } of old) {
        await db
          .deleteFrom('imported_files')
          .where('run_id', '=', runId)
          .where('file_no', '=', fileNo)
          .executeTakeFirst();
      }
    });
  }
};

const FILES = 100;

const outdated = (db: Kysely<StoreTables>, time: string) =>
  db
    .selectFrom('imported_files as file')
    .select(['file.run_id', 'file.file_no'])
    .where('file.at', '<', time)
    .where((eb) =>
      eb.or([
        eb('file.state', '!=', 'done'),
        eb.exists(
          eb
            .selectFrom('imported_files as newer')
            .select('newer.run_id')
            .whereRef('newer.pipeline', '=', 'file.pipeline')
            .whereRef('newer.source_hash', '=', 'file.source_hash')
            .whereRef('newer.at', '>', 'file.at')
            .where('newer.state', '=', 'done'),
        ),
      ]),
    )
    .orderBy('file.at')
    .limit(FILES)
    .execute();
