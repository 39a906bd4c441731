import fc from 'fast-check';
import {
  bytes,
  date,
  fraction,
  from,
  inet6,
  json,
  line,
  longBytes,
  longText,
  MEMBERS,
  moment,
  place,
  real,
  span,
  stamp,
  text,
  whole,
} from './random-values.js';

/**
 * A column of a random table: its definition without its name, and the SQL of its values, one for each row that a table
 * may have.
 */
export interface RandomColumn {
  readonly kind: 'number' | 'text' | 'bytes' | 'other';
  readonly type: string;
  readonly values: readonly string[];
  /** Whether it may be in a key without a prefix length. */
  readonly short: boolean;
}

/** The largest number of rows in a random table. */
export const MOST_ROWS = 12;

type Values = fc.Arbitrary<string>;

const column = (
  kind: RandomColumn['kind'],
  type: fc.Arbitrary<string>,
  value: Values,
  short = true,
): fc.Arbitrary<RandomColumn> =>
  fc.record({
    kind: fc.constant(kind),
    type,
    short: fc.constant(short),
    values: fc.array(fc.oneof({ weight: 8, arbitrary: value }, { weight: 1, arbitrary: fc.constant('NULL') }), {
      minLength: MOST_ROWS,
      maxLength: MOST_ROWS,
    }),
  });

const CHARSETS = [
  'utf8mb4',
  'utf8mb3',
  'latin1',
  'sjis',
  'gbk',
  'cp932',
  'ucs2',
  'utf16',
  'utf32',
  'ascii',
  'big5',
  'euckr',
  'ujis',
  'gb2312',
  'cp1251',
  'koi8r',
  'latin2',
  'cp850',
  'binary',
];
const inCharset = (type: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(type, fc.option(from(...CHARSETS)))
    .map(([name, charset]) => (charset === null ? name : `${name} CHARACTER SET ${charset}`));

const digits = (from: number, to: number): fc.Arbitrary<string> => fc.integer({ min: from, max: to }).map(String);

const both: readonly fc.Arbitrary<RandomColumn>[] = [
  column(
    'number',
    fc
      .tuple(
        from('TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'INT(5)', 'BOOLEAN'),
        from('', '', ' UNSIGNED', ' ZEROFILL'),
      )
      .map(([name, sign]) => (name === 'BOOLEAN' ? name : name + sign)),
    whole,
  ),
  column(
    'number',
    fc
      .tuple(from('(10,2)', '(5)', '(65,30)', '(30,30)', '(4,4)', '(20,3)'), from('', '', ' UNSIGNED', ' ZEROFILL'))
      .map(([size, sign]) => `DECIMAL${size}${sign}`),
    fraction,
  ),
  column(
    'number',
    fc
      .tuple(
        from('FLOAT', 'DOUBLE', 'FLOAT(10,2)', 'DOUBLE(20,3)', 'FLOAT(30)', 'REAL'),
        from('', '', '', ' UNSIGNED', ' ZEROFILL'),
      )
      .map(([name, sign]) => name + sign),
    real,
  ),
  column(
    'other',
    digits(1, 64).map((width) => `BIT(${width})`),
    fc.oneof(whole, bytes),
  ),
  column('other', from('DATE'), date),
  column('other', from('DATETIME', 'DATETIME(3)', 'DATETIME(6)'), moment),
  column('other', from('TIMESTAMP NULL', 'TIMESTAMP(2) NULL', 'TIMESTAMP(6) NULL'), stamp),
  column('other', from('TIME', 'TIME(1)', 'TIME(6)'), span),
  column('other', from('YEAR'), from('0', '1901', '2155', '2024')),
  column('text', inCharset(from('CHAR(10)', 'CHAR(1)', 'VARCHAR(60)')), text),
  column('text', inCharset(from('TEXT', 'TINYTEXT', 'MEDIUMTEXT', 'LONGTEXT', 'VARCHAR(4000)')), longText, false),
  column('bytes', from('BINARY(7)', 'BINARY(1)', 'VARBINARY(40)'), bytes),
  column('bytes', from('BLOB', 'TINYBLOB', 'MEDIUMBLOB', 'LONGBLOB', 'VARBINARY(4000)'), longBytes, false),
  column(
    'other',
    inCharset(from(`ENUM(${MEMBERS})`)),
    from("'a'", "'it''s'", "'ö'", "'\\\\'", "'表'", "''", '0', '3', "'none'", "'NULL'", "'0'", "'1'"),
  ),
  column(
    'other',
    inCharset(from("SET('a','B','it''s','ö','\\\\','%')")),
    from("'a'", "'B,a'", "'ö,it''s'", "'\\\\'", "''", '63', '0', "'none'"),
  ),
  column('other', from('JSON'), json, false),
  column('other', from('POINT', 'GEOMETRY'), place, false),
  column('other', from('LINESTRING', 'GEOMETRY'), line, false),
];

const onMariadb: readonly fc.Arbitrary<RandomColumn>[] = [
  column(
    'other',
    from('UUID'),
    fc.oneof(
      fc.uuid().map((value) => `'${value}'`),
      from("'00000000-0000-0000-0000-000000000000'"),
    ),
  ),
  column('other', from('INET6'), inet6),
  column(
    'other',
    from('INET4'),
    fc.ipV4().map((value) => `'${value}'`),
  ),
  column('text', from('TEXT COMPRESSED', 'VARCHAR(500) COMPRESSED'), longText, false),
  column('bytes', from('BLOB COMPRESSED'), longBytes, false),
];
const onMysql: readonly fc.Arbitrary<RandomColumn>[] = [
  column(
    'other',
    from('VECTOR(3)'),
    fc
      .array(
        fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 64),
        { minLength: 3, maxLength: 3 },
      )
      .map((parts) => `STRING_TO_VECTOR('[${parts.join(',')}]')`),
    false,
  ),
];

/** Any column that a server of that kind has. */
export const randomColumn = (flavor: 'mariadb' | 'mysql'): fc.Arbitrary<RandomColumn> =>
  fc.oneof(...both, ...(flavor === 'mariadb' ? onMariadb : onMysql));
