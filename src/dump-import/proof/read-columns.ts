import type { MysqlConnection, Row } from '../../connectors/mysql/open-connection.js';

/** A column as the server describes it. */
export interface ServerColumn {
  readonly name: string;
  /** `varchar(30)`. */
  readonly type: string;
  /** `varchar`. */
  readonly dataType: string;
  readonly charset: string | undefined;
  readonly nullable: boolean;
  readonly inPrimaryKey: boolean;
  /** The server computes its values. */
  readonly generated: boolean;
}

/** Reads the columns of a table in `schema`, else in the connection's, in order; none where the table is missing. */
export const readColumns = async (
  connection: MysqlConnection,
  table: string,
  schema?: string,
): Promise<ServerColumn[]> => {
  const rows = await connection.query(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS data_type, CHARACTER_SET_NAME AS charset, IS_NULLABLE AS nullable, COLUMN_KEY AS key_kind, GENERATION_EXPRESSION AS generation
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = IFNULL(?, DATABASE()) AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [schema ?? null, table],
  );
  return rows.map((row: Row) => ({
    name: String(row['name']),
    type: String(row['type']),
    dataType: String(row['data_type']).toLowerCase(),
    charset: typeof row['charset'] === 'string' ? row['charset'] : undefined,
    nullable: row['nullable'] !== 'NO',
    inPrimaryKey: row['key_kind'] === 'PRI',
    generated: typeof row['generation'] === 'string' && row['generation'] !== '',
  }));
};
