import type { ReferenceColumn } from '../support/reference-rows.js';
import type { ReferenceModes } from '../support/reference-scanner.js';
import type { Random } from './random.js';

export interface ScannerInput {
  readonly text: string;
  readonly modes: ReferenceModes;
  /** Of the chunks that it comes in. */
  readonly sizes: readonly number[];
}

export interface RowsInput {
  readonly text: string;
  readonly columns: readonly ReferenceColumn[];
  readonly modes: ReferenceModes;
}

/** Pieces that confuse a scanner; most results are not valid dumps. */
const SOUP = [
  ...'\'"`\\;#/*-!M \n\r\t\0\x7fx5\xc3\x9f'.split(''),
  ...[
    '--',
    '-- ',
    '--\t',
    '/*',
    '*/',
    '/*!',
    '/*M!',
    '/*!50003 ',
    '/*M!999999\\- ',
    '/*!999999\\- ',
    "''",
    '""',
    '``',
    '\\\\',
    "\\'",
    ';\n',
    ';;',
    '$$',
  ],
  ...[
    '\nDELIMITER ;;\n',
    '\nDELIMITER ;\n',
    '\ndelimiter // \r\n',
    'DELIMITER',
    'DELIMITER $$\n',
    '\nDELIMITER ;',
    'INSERT ',
    '\xef\xbb\xbf',
    'INSERT INTO',
    '?',
    '\\!',
    '\nSystem ',
    ';source',
    'sandbox',
    'status;',
    'go',
    'use ',
  ],
];
const TEXTS = [
  ...'\'"`\\;#/*-! \n\r\0a\xe9'.split(''),
  '-- ',
  '*/',
  '/*',
  ';\n',
  'x'.repeat(60),
  '\\'.repeat(41),
  "'".repeat(43),
];

export const makeScannerInput = (random: Random): ScannerInput => {
  const modes = { noBackslashEscapes: random.below(4) === 0, ansiQuotes: random.below(4) === 0 };
  const text = random.below(3) === 0 ? dump(random, modes) : repeat(random, 45, () => random.pick(SOUP));
  // A dump with one byte changed, lost or added finds other ways through than either.
  const changed = random.below(4) === 0 ? mutate(random, text) : text;
  return { text: changed, modes, sizes: Array.from({ length: 1 + random.below(6) }, () => 1 + random.below(90)) };
};

const repeat = (random: Random, most: number, make: () => string): string => {
  let text = '';
  for (let left = random.below(most + 1); left > 0; left--) text += make();
  return text;
};

const mutate = (random: Random, text: string): string => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + (random.below(2) ? random.pick(SOUP) : '') + text.slice(at + random.below(3));
};

const dump = (random: Random, modes: ReferenceModes): string => {
  const content = () => repeat(random, 8, () => random.pick(TEXTS));
  const text = () => quote(content(), modes);
  const name = () => `\`${content().replaceAll('`', '``')}\``;
  const line = () => content().replaceAll('\n', '');
  const comment = () => `/* ${content().replace(/[*!]/g, '')} */`;
  const shapes: (() => string)[] = [
    () => `INSERT INTO ${name()} VALUES (1,${text()}),\n(2,_binary ${text()});\n`,
    () => `/*!50003 CREATE*/ /*!50017 DEFINER=${name()}*/ /*!50003 TRIGGER t SET x=${text()} */;\n`,
    () => `DELIMITER ;;\nCREATE PROCEDURE ${name()}() BEGIN SELECT ${text()}; END ;;\nDELIMITER ;\n`,
    () => `-- ${line()}\n`,
    () => `A ${comment()} ${text()} # ${line()}\n;`,
    () => `\n\r\n${comment()} ;`,
    () => '/*M!999999\\- enable the sandbox mode */ \n',
    () => `SET @a=5--1, @b=${text()} -- ${line()}\r\n;\r\n`,
  ];
  return repeat(random, 8, () => random.pick(shapes)());
};

const quote = (value: string, { noBackslashEscapes }: ReferenceModes): string =>
  noBackslashEscapes ? `'${value.replaceAll("'", "''")}'` : `'${value.replace(/['\\]/g, '\\$&')}'`;

/** What a value may be made of, good and bad. */
const ATOMS = [
  ...[
    "'a'",
    "''",
    "'a''b'",
    "'a\\'b'",
    "'\\",
    "'",
    '"a"',
    '""',
    '"',
    '`a`',
    '`',
    'NULL',
    'null',
    'NULLx',
    '\\N',
    '\\n',
    '\\',
  ],
  ...[
    '0',
    '-0',
    '5',
    '-5',
    '05',
    '1.5',
    '-1.5e-7',
    '1e',
    '1e5',
    '.5',
    '5.',
    '-',
    '.',
    '-.',
    '0x',
    '0x4',
    '0x41fE',
    '0xg',
    '0b1',
    '0b',
    '18446744073709551615',
  ],
  ...[
    "x'00'",
    "X''",
    "x'0'",
    "x'",
    "b'1'",
    "b''",
    '_binary ',
    "_binary'a'",
    '_utf8mb4',
    "_latin1'a'",
    "N'a'",
    'TRUE',
    'DEFAULT',
    '_binary _binary ',
    '_binary"a"',
  ],
  ...[
    'NOW()',
    'f()',
    'CONCAT(',
    'a.b',
    '1e.f()',
    '`a`.b',
    '"a".b',
    'SELECT',
    '(SELECT 1)',
    'TABLE',
    'next',
    '@a',
    '@@b',
    ';',
    '?',
    '+1',
    '*',
    '=',
    ',',
    '(',
    ')',
    '()',
    '),(',
  ],
  ...[
    ' ',
    '\n',
    '\t',
    '/**/',
    '/* ) */',
    '-- )\n',
    '# ,\n',
    '--',
    '/*',
    '*/',
    '/*!',
    '/*!50000 ',
    '/*M!',
    '\0',
    '\xe4',
    '\xe4.b',
    '$',
    '!',
  ],
];
const KINDS: readonly ReferenceColumn[] = ['text', 'number', 'blob', 'skipped'];

export const makeRowsInput = (random: Random): RowsInput => {
  const modes = { noBackslashEscapes: random.below(4) === 0, ansiQuotes: random.below(4) === 0 };
  const columns = Array.from({ length: 1 + random.below(4) }, () => random.pick(KINDS));
  const blank = () => (random.below(8) === 0 ? random.pick([' ', '\n', '/* , */', '# )\n', '-- (\n']) : '');
  const good = (column: ReferenceColumn): string => {
    const text = quote(
      repeat(random, 6, () => random.pick(TEXTS)),
      modes,
    );
    if (random.below(6) === 0) return 'NULL';
    if (column === 'number') return String(random.below(1_000_000) - 500_000);
    if (column === 'blob' && random.below(2)) return `0x${random.below(1 << 24).toString(16)}`;
    return column === 'blob' && random.below(2) ? `_binary ${text}` : text;
  };
  const bad = random.below(2) === 0 ? 0 : 1 + random.below(3);
  const value = (column: ReferenceColumn): string => {
    if (bad > 0 && random.below(4) === 0) return repeat(random, bad, () => random.pick(ATOMS));
    return good(column);
  };
  const rows = Array.from(
    { length: 1 + random.below(3) },
    () => `(${columns.map((column) => blank() + value(column) + blank()).join(',')})`,
  );
  const text = rows.join(`${blank()},${blank()}`);
  return { text: random.below(8) === 0 ? mutate(random, text) : text, columns, modes };
};
