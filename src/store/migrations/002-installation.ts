import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { StoreTables } from '../tables.js';

/** One row, made here once: programs that start together, and an interrupted migration, find the first one's. */
export const createInstallation = async (db: Kysely<unknown>): Promise<void> => {
  await db.schema
    .createTable('installation')
    .ifNotExists()
    .addColumn('only', sql`tinyint unsigned`, (column) => column.primaryKey())
    .addColumn('id', 'varchar(36)', (column) => column.notNull())
    .modifyEnd(sql`engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin`)
    .execute();
  await (db as Kysely<StoreTables>)
    .insertInto('installation')
    .values({ only: 1, id: randomUUID() })
    .onDuplicateKeyUpdate({ only: 1 })
    .execute();
};
