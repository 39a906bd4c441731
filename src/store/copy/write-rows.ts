import type { Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { CopiedTable } from './copied-tables.js';
import type { CopiedRow } from './read-rows.js';

/** Keeps a statement below PostgreSQL's limit of 65,535 parameters. */
const STATEMENT_ROWS = 500;
/** Also below the smallest max_allowed_packet in use (4 MiB), whatever a character takes. */
const STATEMENT_CHARACTERS = 500_000;

/** Inserts rows; an existing row stays, so that a repeated statement is harmless. */
export const writeRows = async (
  db: Kysely<StoreTables>,
  engine: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
  call: Call,
  table: CopiedTable,
  rows: readonly CopiedRow[],
): Promise<void> => {
  for (const batch of inStatements(rows)) {
    const values = batch.map((row) => toServer(row, table, engine));
    const insert = db.insertInto(table.name).values(values);
    await call(`write the table "${table.name}"`, () =>
      engine.keepExisting(insert as never, table.key as never).execute(),
    );
  }
};

function* inStatements(rows: readonly CopiedRow[]): Generator<CopiedRow[]> {
  let batch: CopiedRow[] = [];
  let size = 0;
  for (const row of rows) {
    const characters = Object.values(row).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : 24),
      0,
    );
    if (batch.length > 0 && (batch.length === STATEMENT_ROWS || size + characters > STATEMENT_CHARACTERS)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(row);
    size += characters;
  }
  if (batch.length > 0) yield batch;
}

const toServer = (row: CopiedRow, { times }: CopiedTable, { toTime }: Pick<StoreEngine, 'toTime'>): CopiedRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      (times as readonly string[]).includes(name) && value !== null ? toTime(String(value)) : value,
    ]),
  );
