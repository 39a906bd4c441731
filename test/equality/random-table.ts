import fc from 'fast-check';
import type { RandomColumn } from './random-columns.js';
import { MOST_ROWS, randomColumn } from './random-columns.js';

/** The statements that create a random table and its rows, and the options of its dump. */
export interface RandomTable {
  readonly sql: string;
  readonly options: readonly string[];
}

type Flavor = 'mariadb' | 'mysql';

/** Odd and everyday names; a column takes one by its place. */
const NAMES = [
  'plain',
  'with space',
  'select',
  'q`uote',
  "it's",
  'größe',
  'a.b',
  'semi;--',
  'UPPER',
  'n9',
  '表',
  'values',
];
const name = (place: number): string => `\`${(NAMES[place] ?? `c${place}`).replaceAll('`', '``')}\``;

const OPTIONS = [
  ...[
    '--hex-blob',
    '--complete-insert',
    '--skip-extended-insert',
    '--skip-opt',
    '--single-transaction',
    '--skip-tz-utc',
    '--compact',
  ],
  ...['--net-buffer-length=4096', '--order-by-primary', '--no-autocommit', '--skip-comments', '--skip-disable-keys'],
  ...[
    '--default-character-set=utf8mb4',
    '--default-character-set=utf8mb3',
    '--default-character-set=latin1',
    '--skip-set-charset',
    '--skip-add-drop-table',
  ],
];

/**
 * A table of up to nine columns, its rows, and up to four options of the dump. The same seed produces the same tables.
 */
export const randomTable = (flavor: Flavor): fc.Arbitrary<RandomTable> =>
  fc
    .record({
      columns: fc.array(randomColumn(flavor), { minLength: 1, maxLength: 9 }),
      rows: fc.integer({ min: 0, max: MOST_ROWS }),
      charset: fc.constantFrom('utf8mb4', 'utf8mb4', 'latin1', 'utf8mb3', 'sjis', 'gbk'),
      engine: fc.constantFrom('InnoDB', 'InnoDB', 'InnoDB', 'MyISAM', flavor === 'mariadb' ? 'Aria' : 'InnoDB'),
      key: fc.constantFrom('none', 'auto', 'auto', 'zero', 'bytes'),
      strict: fc.array(fc.nat(8), { maxLength: 2 }),
      hidden: fc.option(fc.nat(8), { freq: 4 }),
      keyed: fc.array(fc.nat(8), { maxLength: 2 }),
      generated: fc.constantFrom('', '', 'VIRTUAL', 'STORED'),
      partitioned: fc.constantFrom(false, false, false, true),
      options: fc.uniqueArray(fc.constantFrom(...OPTIONS), { maxLength: 4 }),
    })
    .map(({ options, ...drawn }) => ({ sql: statements(drawn, flavor), options: sayingCharset(options) }));

/** Where a dump does not say its character set, only the one that every reader takes it for makes sense. */
const sayingCharset = (options: readonly string[]): string[] =>
  options.some((option) => ['--skip-opt', '--compact', '--skip-set-charset'].includes(option))
    ? options.filter((option) => !option.startsWith('--default-character-set'))
    : [...options];

interface Drawn {
  readonly columns: readonly RandomColumn[];
  readonly rows: number;
  readonly charset: string;
  readonly engine: string;
  readonly key: string;
  readonly strict: readonly number[];
  readonly hidden: number | null;
  readonly keyed: readonly number[];
  readonly generated: string;
  readonly partitioned: boolean;
}

function statements(drawn: Drawn, flavor: Flavor): string {
  const { columns, rows, charset, engine, key } = drawn;
  const partitioned =
    drawn.partitioned &&
    engine !== 'Aria' &&
    !(flavor === 'mysql' && engine === 'MyISAM') &&
    !columns.some(({ type }) => /POINT|LINE|GEOM/.test(type));
  const items = [
    ...(key === 'none'
      ? []
      : [key === 'bytes' ? 'id BINARY(2) NOT NULL' : `id INT NOT NULL${key === 'auto' ? ' AUTO_INCREMENT' : ''}`]),
    ...columns.map((column, place) => `${name(place)} ${definition(column, place, drawn)}`),
    ...generatedColumns(drawn),
    ...(key === 'none' ? [] : ['PRIMARY KEY (id)']),
    ...[...new Set(drawn.keyed)].flatMap((place) => keyOf(columns[place], place, engine)),
  ];
  const kept = [...(key === 'none' ? [] : ['id']), ...columns.map((_, place) => name(place))];
  const row = (index: number) => [
    ...(key === 'none' ? [] : [String(key === 'bytes' ? 0x4000 + index * 0x1b : index)]),
    ...columns.map(({ values }) => values[index] ?? 'NULL'),
  ];
  return [
    "SET NAMES utf8mb4, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', foreign_key_checks = 0",
    'DROP TABLE IF EXISTS `random ``table`',
    `CREATE TABLE \`random \`\`table\` (${items.join(', ')}) ENGINE=${engine} DEFAULT CHARSET=${charset}${partitioned && key !== 'bytes' && key !== 'none' ? ' PARTITION BY HASH (id) PARTITIONS 3' : ''}`,
    ...Array.from(
      { length: rows },
      (_, index) => `INSERT IGNORE INTO \`random \`\`table\` (${kept.join(', ')}) VALUES (${row(index).join(', ')})`,
    ),
  ].join(';\n');
}

function definition({ type }: RandomColumn, place: number, { strict, hidden, columns }: Drawn): string {
  if (hidden === place && columns.length > 1) return `${type} INVISIBLE`;
  return strict.includes(place) && !/TIMESTAMP|JSON|POINT|LINE|GEOM|VECTOR/.test(type) ? `${type} NOT NULL` : type;
}

/** Of the first number and of the first text. */
function generatedColumns({ columns, generated }: Drawn): string[] {
  if (generated === '') return [];
  const number = columns.findIndex(
    ({ kind, type }) => kind === 'number' && !/DECIMAL|BIGINT|FLOAT|DOUBLE|REAL/.test(type),
  );
  const text = columns.findIndex(({ kind, short }) => kind === 'text' && short);
  return [
    ...(number < 0 ? [] : [`made BIGINT AS (${name(number)} DIV 3) ${generated}`]),
    ...(text < 0 ? [] : [`shown INT AS (CHAR_LENGTH(${name(text)})) ${generated}`]),
  ];
}

function keyOf(column: RandomColumn | undefined, place: number, engine: string): string[] {
  if (column === undefined || /POINT|LINE|GEOM|JSON|VECTOR|COMPRESSED/.test(column.type)) return [];
  const prefix = column.short || column.kind === 'number' ? '' : '(9)';
  return engine === 'InnoDB' || column.short ? [`KEY \`by ${place}\` (${name(place)}${prefix})`] : [];
}
