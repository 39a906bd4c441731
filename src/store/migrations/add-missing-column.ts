import { sql } from 'kysely';
import type { AlterTableColumnAlteringBuilder, Kysely } from 'kysely';
import type { StoreEngine } from '../engine.js';

/** Adds a column where the table has none of that name, so that an interrupted migration can run again. */
export const addMissingColumn = async (
  db: Kysely<unknown>,
  { currentSchema }: Pick<StoreEngine, 'currentSchema'>,
  { table, column, add }: MissingColumn,
): Promise<void> => {
  const { rows } = await sql`select 1 from information_schema.columns
    where table_schema = ${currentSchema} and table_name = ${table} and column_name = ${column}`.execute(db);
  if (rows.length === 0) await add(db.schema.alterTable(table)).execute();
};

export interface MissingColumn {
  readonly table: string;
  readonly column: string;
  readonly add: (table: ReturnType<Kysely<unknown>['schema']['alterTable']>) => AlterTableColumnAlteringBuilder;
}
