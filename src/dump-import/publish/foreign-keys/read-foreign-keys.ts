import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import type { MysqlConnection, Row } from '../../../connectors/mysql/open-connection.js';
import type { ServerFacts } from '../../../connectors/mysql/server-facts.js';
import { readServerFacts } from '../../../connectors/mysql/server-facts.js';
import type { ForeignKey } from './foreign-keys-rules.js';

export interface ForeignKeyReading {
  readonly keys: readonly ForeignKey[];
  /** False if the account sees only the foreign keys of tables that it has a right on; PROCESS shows all. */
  readonly complete: boolean;
}

/** Reads the foreign keys between any two tables of the server, as far as the account may see them. */
export const readForeignKeys = async (connection: MysqlConnection): Promise<ForeignKeyReading> => {
  const { flavor } = await readServerFacts(connection);
  try {
    const rows = await connection.query(fromInnodb(flavor));
    return { keys: rows.map(keyOf), complete: true };
  } catch (error) {
    if (!WITHOUT_INNODB.has(mysqlErrorNumber(error) ?? 0)) throw error;
    return { keys: (await connection.query(VISIBLE)).map(keyOf), complete: false };
  }
};

/** The privilege PROCESS is missing, or the view is. */
const WITHOUT_INNODB: ReadonlySet<number> = new Set([1227, 1109]);

/** InnoDB writes `schema/table`; MariaDB shows its file names there, in which all but plain letters are encoded. */
const fromInnodb = (flavor: ServerFacts['flavor']): string => {
  const part = (text: string) =>
    flavor === 'mariadb' ? `CONVERT(CAST(CAST(${text} AS BINARY) AS CHAR CHARACTER SET filename) USING utf8mb4)` : text;
  const schema = (column: string) => part(`SUBSTRING_INDEX(${column}, '/', 1)`);
  const name = (column: string) => `SUBSTRING(${column}, LOCATE('/', ${column}) + 1)`;
  return `SELECT ${schema('FOR_NAME')} AS from_schema, ${part(name('FOR_NAME'))} AS from_table, ${name('ID')} AS name,
    ${schema('REF_NAME')} AS to_schema, ${part(name('REF_NAME'))} AS to_table
    FROM information_schema.${flavor === 'mariadb' ? 'INNODB_SYS_FOREIGN' : 'INNODB_FOREIGN'} ORDER BY from_schema, from_table, name`;
};

const VISIBLE = `SELECT DISTINCT TABLE_SCHEMA AS from_schema, TABLE_NAME AS from_table, CONSTRAINT_NAME AS name,
    REFERENCED_TABLE_SCHEMA AS to_schema, REFERENCED_TABLE_NAME AS to_table
    FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL
    ORDER BY from_schema, from_table, name`;

const keyOf = (row: Row): ForeignKey => ({
  name: String(row['name']),
  from: { schema: String(row['from_schema']), table: String(row['from_table']) },
  to: { schema: String(row['to_schema']), table: String(row['to_table']) },
});
