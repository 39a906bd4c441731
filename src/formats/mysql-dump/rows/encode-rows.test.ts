import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowEncoder } from './encode-rows.js';

type Field = string | null;

const encode = (rows: string, skipped: readonly boolean[], noBackslashEscapes = false): string => {
  const encoder = new RowEncoder(skipped, { noBackslashEscapes, ansiQuotes: false, names: 'utf8mb4' });
  return encoder.encode(Buffer.from(`INSERT INTO t VALUES${rows}`, 'latin1'), 20).toString('latin1');
};

/** What a server reads from the lines, byte by byte; strings hold one character a byte. */
const readLines = (lines: string): Field[][] => {
  const meanings: Record<string, string> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };
  const rows: Field[][] = [];
  let row: Field[] = [];
  let field: Field = '';
  for (let at = 0; at < lines.length; at++) {
    const character = lines[at] as string;
    if (character === '\\') {
      const escaped = lines[++at] as string;
      if (escaped === 'N') field = null;
      else field = `${field ?? ''}${meanings[escaped] ?? escaped}`;
    } else if (character === '\t' || character === '\n') {
      row.push(field);
      field = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else field = `${field ?? ''}${character}`;
  }
  return rows;
};

describe('the lines of an INSERT', () => {
  it.each<[string, Field[][]]>([
    ["('a',1,NULL)", [['a', '1', null]]],
    ["('NULL','\\\\N','\\N')", [['NULL', '\\N', 'N']]],
    ["(' \\t\t\\n\n\\r\r\\0\0\\Z\\b\\\\\\'\\\"\"')", [[' \t\t\n\n\r\r\0\0\x1a\b\\\'""']]],
    ["('\\%\\_\\x','')", [['\\%\\_x', '']]],
    ["('it''s')", [["it's"]]],
    ["(0x00ff5c090a,_binary 'a\\0\\\\',b'101')", [['\0\xff\\\t\n', 'a\0\\', '\x05']]],
    [
      " ( -1.50 , 'a' ) , \n(2e5,/* c */'b')",
      [
        ['-1.50', 'a'],
        ['2e5', 'b'],
      ],
    ],
    ["('')", [['']]],
    ["(''),('')", [[''], ['']]],
  ])('%j', (rows, expected) => {
    const lines = encode(
      rows,
      (expected[0] ?? []).map(() => false),
    );
    expect(readLines(lines)).toEqual(expected);
  });

  it('leave out what is not a field', () => {
    expect(encode("('a',(1+2),2),('b',NULL,3)", [false, true, false])).toBe('a\t2\nb\t3\n');
    expect(encode('(1+1,1)', [true, false])).toBe('1\n');
  });

  it('keep a backslash under NO_BACKSLASH_ESCAPES', () => {
    expect(readLines(encode("('a\\nb''','\\')", [false, false], true))).toEqual([["a\\nb'", '\\']]);
  });

  it.each([
    "('a'||'b')",
    '(now())',
    '(@v)',
    "('a','b')",
    '()',
    "('a'",
    "('a') x",
    "('a' 'b')",
    '(1+1)',
    "(_latin1'a')",
  ])('%s cannot be made', (rows) => {
    expect(() => encode(rows, [false])).toThrow();
  });
});

it('hold, for any bytes in any notation, what the strings of the INSERT stand for', () => {
  const special = fc.constantFrom(0, 8, 9, 10, 13, 26, 34, 37, 39, 44, 40, 41, 78, 92, 95, 110, 255);
  const bytes = fc
    .array(fc.oneof(special, fc.nat(255)), { maxLength: 40 })
    .map((codes) => String.fromCharCode(...codes));
  const field = fc.oneof(bytes, bytes, fc.constant(null));
  const write = (value: Field, style: number): string => {
    if (value === null) return 'NULL';
    if (style === 0 && value !== '') return `0x${Buffer.from(value, 'latin1').toString('hex')}`;
    const named: Record<string, string> = {
      '\0': '\\0',
      '\n': '\\n',
      '\r': '\\r',
      '\x1a': '\\Z',
      '\t': '\\t',
      '\b': '\\b',
    };
    const escaped = value.replace(/[\\']/g, (one) => (style === 1 && one === "'" ? "''" : `\\${one}`));
    return `'${style === 2 ? escaped.replace(/[\0\n\r\x1a\t\b]/g, (one) => named[one] ?? one) : escaped}'`;
  };
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(field, fc.nat(3)), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const text = rows.map((row) => `(${row.map(([value, style]) => write(value, style)).join(',')})`).join(',\n');
        expect(readLines(encode(text, [false, false, false]))).toEqual(rows.map((row) => row.map(([value]) => value)));
      },
    ),
    { numRuns: 5_000 },
  );
});
