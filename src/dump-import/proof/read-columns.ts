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
}

/** Reads the columns of a table in the connection's schema, in order. */
export const readColumns = async (loader: MysqlConnection, table: string): Promise<ServerColumn[]> => {
  const rows = await loader.query(
    `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS data_type, CHARACTER_SET_NAME AS charset, IS_NULLABLE AS nullable, COLUMN_KEY AS key_kind
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  );
  return rows.map((row: Row) => ({
    name: String(row['name']),
    type: String(row['type']),
    dataType: String(row['data_type']).toLowerCase(),
    charset: typeof row['charset'] === 'string' ? row['charset'] : undefined,
    nullable: row['nullable'] !== 'NO',
    inPrimaryKey: row['key_kind'] === 'PRI',
  }));
};
