import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';

/** Tables that stay in live, and the names of their triggers. */
export interface StayingTables {
  readonly tables: readonly string[];
  readonly triggers: readonly { readonly name: string; readonly table: string }[];
}

/** Reads the triggers of the tables that stay; trigger names are unique per schema. */
export const readStaying = async (
  publisher: MysqlConnection,
  database: string,
  tables: readonly string[],
): Promise<StayingTables> => {
  if (tables.length === 0) return { tables, triggers: [] };
  const rows = await publisher.query(
    `SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS of_table FROM information_schema.TRIGGERS
      WHERE TRIGGER_SCHEMA = ? AND EVENT_OBJECT_TABLE IN (?)`,
    [database, tables],
  );
  return { tables, triggers: rows.map((row) => ({ name: String(row['name']), table: String(row['of_table']) })) };
};

/**
 * Refuses a view or trigger whose name is taken by something that stays in live; staging cannot show this. Throws
 * OBJECT_INVALID naming both.
 */
export const assertNamesFree = (
  database: string,
  objects: readonly StoredObject[],
  staying: StayingTables,
  { flavor, lowerCaseTableNames }: Pick<ServerFacts, 'flavor' | 'lowerCaseTableNames'>,
): void => {
  const exact = lowerCaseTableNames === 0;
  const key = (name: string, isExact: boolean) => (isExact ? name : name.toLowerCase());
  const tables = new Map(staying.tables.map((table) => [key(table, exact), table]));
  // MariaDB keeps a trigger in a file of its name, MySQL in a dictionary that ignores case.
  const exactTriggers = exact && flavor === 'mariadb';
  const triggers = new Map(staying.triggers.map(({ name, table }) => [key(name, exactTriggers), table]));
  for (const { kind, name } of objects) {
    const table =
      kind === 'view'
        ? tables.get(key(name, exact))
        : kind === 'trigger'
          ? triggers.get(key(name, exactTriggers))
          : undefined;
    if (table === undefined) continue;
    const taken = kind === 'view' ? 'that table' : `a trigger of the table "${table}"`;
    throw new StevedoreError(
      'OBJECT_INVALID',
      `Cannot put ${kind} "${name}" live: ${taken} in "${database}" has its name, and keep_tables keeps the table; ` +
        `rename one of them, or take "${table}" out of keep_tables`,
      { details: { database, kind, name, table } },
    );
  }
};
