import type { Kysely } from 'kysely';
import { fromDatetime } from '../column-values.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { CopiedTable } from './copied-tables.js';

/** A row by its columns; times as ISO 8601. */
export type CopiedRow = Readonly<Record<string, string | number | null>>;

const BATCH_ROWS = 1_000;

/**
 * Reads all rows of a table in the order of its key, which is the same on both kinds of servers; a batch begins after
 * the previous one.
 */
export async function* readRows(db: Kysely<StoreTables>, call: Call, table: CopiedTable): AsyncGenerator<CopiedRow[]> {
  // Column names differ between tables, which the types cannot follow.
  const anyDb = db as unknown as Kysely<Record<string, Record<string, string | number | Date | null>>>;
  let last: CopiedRow | undefined;
  for (;;) {
    const behind = last;
    const rows = await call(`read the table "${table.name}"`, async () => {
      let query = anyDb
        .selectFrom(table.name as string)
        .selectAll()
        .limit(BATCH_ROWS);
      for (const column of table.key) query = query.orderBy(column);
      if (behind !== undefined) {
        query = query.where((eb) =>
          eb.or(
            table.key.map((column, index) =>
              eb.and([
                ...table.key.slice(0, index).map((before) => eb(before, '=', behind[before] as never)),
                eb(column, '>', behind[column] as never),
              ]),
            ),
          ),
        );
      }
      return await query.execute();
    });
    if (rows.length === 0) return;
    const copied = rows.map((row) => fromServer(row, table));
    yield copied;
    if (rows.length < BATCH_ROWS) return;
    last = copied.at(-1);
  }
}

const fromServer = (row: Readonly<Record<string, string | number | Date | null>>, { times }: CopiedTable): CopiedRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isTime = (times as readonly string[]).includes(name) && value !== null;
      return [name, isTime ? fromDatetime(value as Date | string) : (value as string | number | null)];
    }),
  );
