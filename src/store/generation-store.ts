import type { Kysely, Selectable } from 'kysely';
import type { GenerationRecord } from '../contracts/dump-import/generation-record.js';
import { fromDatetime } from './column-values.js';
import type { StoreEngine } from './engine.js';
import type { Call } from './store-call.js';
import type { GenerationStore } from './store.js';
import type { GenerationsTable, StoreTables } from './tables.js';

/** The published generations in their table; see `GenerationStore`. */
export const createGenerationStore = (
  db: Kysely<StoreTables>,
  call: Call,
  engine: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): GenerationStore => {
  const newest = async (pipeline: string, limit: number): Promise<GenerationRecord[]> => {
    const query = db.selectFrom('generations').selectAll().where('pipeline', '=', pipeline);
    return (await query.orderBy('generation', 'desc').limit(limit).execute()).map(toRecord);
  };
  return {
    add: (record) =>
      call('record the generation', async () => {
        const row = {
          pipeline: record.pipeline,
          generation: record.generation,
          run_id: record.runId,
          published_at: engine.toTime(record.publishedAt),
          database_names: JSON.stringify(record.databases),
          archives: JSON.stringify(record.archives),
          table_count: record.tables,
          row_count: record.rows,
        };
        await engine.keepExisting(db.insertInto('generations').values(row), ['pipeline', 'generation']).execute();
      }),
    latest: (pipeline) => call('read the latest generation', async () => (await newest(pipeline, 1))[0]),
    list: (pipeline) => call('list the generations', () => newest(pipeline, 1_000)),
  };
};

const toRecord = (row: Selectable<GenerationsTable>): GenerationRecord => ({
  pipeline: row.pipeline,
  generation: row.generation,
  runId: row.run_id,
  publishedAt: fromDatetime(row.published_at),
  databases: JSON.parse(row.database_names) as string[],
  archives: JSON.parse(row.archives) as GenerationRecord['archives'],
  tables: row.table_count,
  rows: row.row_count,
});
