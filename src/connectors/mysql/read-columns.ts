import type { MysqlConnection, Row } from './open-connection.js';
import { quoteText } from './quote-name.js';
import type { TableName } from '../../contracts/table-import/table-name.js';

/** A column as the server describes it. */
export interface CatalogColumn {
  readonly name: string;
  /** `decimal(10,2) unsigned`. */
  readonly type: string;
  /** `decimal`. */
  readonly dataType: string;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  /** Characters of CHAR and VARCHAR, bytes of TEXT and binary types. */
  readonly maxLength: number | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  readonly notNull: boolean;
  readonly isGenerated: boolean;
  /** What the server makes its values of. */
  readonly generation: string | undefined;
  readonly isAutoIncrement: boolean;
  /** Its default as an expression; undefined where it has none but NULL. */
  readonly defaultExpression: string | undefined;
  /** A text that MariaDB checks to be JSON, as its type JSON is one. */
  readonly isCheckedJson: boolean;
}

/** Reads the columns of a table in their order; none where the table is not there. */
export const readColumns = async (
  connection: MysqlConnection,
  flavor: 'mysql' | 'mariadb',
  { schema, table }: TableName,
): Promise<CatalogColumn[]> => {
  const rows = await connection.query(COLUMNS, [schema, table], 'Cannot read the columns of a table');
  const json = flavor === 'mariadb' ? await readJsonChecks(connection, { schema, table }) : new Set<string>();
  return rows.map((row): CatalogColumn => {
    const name = String(row['name']);
    const extra = String(row['extra']).toLowerCase();
    return {
      name,
      type: String(row['type']),
      dataType: String(row['data_type']).toLowerCase(),
      charset: textOf(row, 'charset'),
      collation: textOf(row, 'collation'),
      maxLength: numberOf(row, 'max_length'),
      precision: numberOf(row, 'num_precision'),
      scale: numberOf(row, 'num_scale'),
      notNull: row['nullable'] === 'NO',
      isGenerated: /\bgenerated\b/.test(extra.replace('default_generated', '')),
      generation: generationOf(flavor, textOf(row, 'generation')),
      isAutoIncrement: extra.includes('auto_increment'),
      defaultExpression: defaultOf(flavor, textOf(row, 'default_value'), extra),
      isCheckedJson: json.has(name),
    };
  });
};

const COLUMNS = `SELECT COLUMN_NAME AS name, COLUMN_TYPE AS type, DATA_TYPE AS data_type, CHARACTER_SET_NAME AS charset,
    COLLATION_NAME AS collation, CHARACTER_MAXIMUM_LENGTH AS max_length, NUMERIC_PRECISION AS num_precision,
    NUMERIC_SCALE AS num_scale, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS default_value, EXTRA AS extra,
    GENERATION_EXPRESSION AS generation
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`;

/** MariaDB tells expressions; MySQL the bare value, but for expressions, whose quotes it escapes. */
const defaultOf = (flavor: 'mysql' | 'mariadb', value: string | undefined, extra: string): string | undefined => {
  if (value === undefined) return undefined;
  if (flavor === 'mariadb') return value === 'NULL' ? undefined : value;
  if (extra.includes('default_generated')) return value.replaceAll("\\'", "'");
  return /^b'[01]*'$/.test(value) ? value : quoteText(value);
};

/** MySQL escapes its quotes. */
const generationOf = (flavor: 'mysql' | 'mariadb', expression: string | undefined): string | undefined => {
  if (expression === undefined || expression === '') return undefined;
  return flavor === 'mariadb' ? expression : expression.replaceAll("\\'", "'");
};

const readJsonChecks = async (connection: MysqlConnection, { schema, table }: TableName): Promise<Set<string>> => {
  const rows = await connection.query(
    `SELECT CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
      WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ? AND CHECK_CLAUSE LIKE 'json\\_valid(%'`,
    [schema, table],
    'Cannot read the checks of a table',
  );
  return new Set(
    rows.flatMap((row) => {
      const name = /^json_valid\(`(.*)`\)$/.exec(String(row['clause']))?.[1];
      return name === undefined ? [] : [name.replaceAll('``', '`')];
    }),
  );
};

const textOf = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' ? value : undefined;
};

const numberOf = (row: Row, name: string): number | undefined => (row[name] === null ? undefined : Number(row[name]));
