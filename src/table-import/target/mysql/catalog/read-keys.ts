import type { MysqlConnection, Row } from '../../../../connectors/mysql/open-connection.js';
import type { Reference } from '../../../../contracts/table-import/resource.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';

/** A unique index. */
export interface CatalogKey {
  readonly name: string;
  readonly isPrimary: boolean;
  readonly columns: readonly string[];
  /** Whether it compares the whole values of these columns, and not their beginnings, nor an expression. */
  readonly isPlain: boolean;
}

/** Reads the unique indexes of a table, the primary key first. */
export const readKeys = async (connection: MysqlConnection, { schema, table }: TableName): Promise<CatalogKey[]> => {
  const rows = await connection.query(KEYS, [schema, table], 'Cannot read the keys of a table');
  const keys = [...groupBy(rows, 'name')].map(([name, parts]) => ({
    name,
    isPrimary: name === 'PRIMARY',
    columns: parts.flatMap((part) => (typeof part['column_name'] === 'string' ? [part['column_name']] : [])),
    isPlain: parts.every((part) => part['column_name'] !== null && part['prefix'] === null),
  }));
  return [...keys.filter(({ isPrimary }) => isPrimary), ...keys.filter(({ isPrimary }) => !isPrimary)];
};

const KEYS = `SELECT INDEX_NAME AS name, COLUMN_NAME AS column_name, SUB_PART AS prefix
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0
  ORDER BY INDEX_NAME, SEQ_IN_INDEX`;

/** Reads the foreign keys of a table. */
export const readReferences = async (
  connection: MysqlConnection,
  { schema, table }: TableName,
): Promise<Reference[]> => {
  const rows = await connection.query(REFERENCES, [schema, table], 'Cannot read the foreign keys of a table');
  return [...groupBy(rows, 'name').values()].map((parts) => ({
    schema: String(parts[0]?.['foreign_schema']),
    table: String(parts[0]?.['foreign_table']),
    columns: parts.map((part) => String(part['column_name'])),
    foreignColumns: parts.map((part) => String(part['foreign_column'])),
  }));
};

const REFERENCES = `SELECT CONSTRAINT_NAME AS name, COLUMN_NAME AS column_name, REFERENCED_TABLE_SCHEMA AS foreign_schema,
    REFERENCED_TABLE_NAME AS foreign_table, REFERENCED_COLUMN_NAME AS foreign_column
  FROM information_schema.KEY_COLUMN_USAGE
  WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND REFERENCED_TABLE_NAME IS NOT NULL
  ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION`;

/** Whether rows of other tables refer to rows of this one. */
export const isReferenced = async (connection: MysqlConnection, { schema, table }: TableName): Promise<boolean> => {
  const [row] = await connection.query(
    `SELECT 1 AS found FROM information_schema.KEY_COLUMN_USAGE
      WHERE REFERENCED_TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME = ? AND NOT (TABLE_SCHEMA = ? AND TABLE_NAME = ?) LIMIT 1`,
    [schema, table, schema, table],
    'Cannot read who refers to a table',
  );
  return row !== undefined;
};

const groupBy = (rows: readonly Row[], name: string): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(String(row[name]), [...(groups.get(String(row[name])) ?? []), row]);
  return groups;
};
