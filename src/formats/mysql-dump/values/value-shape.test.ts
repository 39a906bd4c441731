import { describe, expect, it } from 'vitest';
import { indexText, MARIADB, MYSQL } from '../../../../test/support/index-text.js';
import { fixedTexts } from './real-text.js';
import type { TableColumn } from '../tables/table-columns.js';
import { isKnownType, valueShape } from './value-shape.js';

const column = (type: string, members?: readonly string[]): TableColumn => ({
  name: 'c',
  type,
  generated: false,
  invisible: false,
  long: false,
  binary: false,
  json: false,
  autoIncrement: false,
  ...(members && { members }),
});
const accepts = (type: string, text: string, server = MARIADB, members?: readonly string[]): boolean | undefined => {
  const bytes = Buffer.from(`<${text}>`, 'latin1');
  return valueShape(column(type, members), server)?.(bytes, 1, bytes.length - 1);
};

describe('the server writes a value in one way', () => {
  it.each([
    ['int(11)', ['0', '-1', '2147483647'], ['', '-', '-0', '00', '07', '+1', '1.0', '1 ', ' 1', '1e1', '0x1']],
    ['smallint(5) unsigned zerofill', ['00042', '65535', '00000'], ['42', '065535', '']],
    [
      'decimal(10,2) unsigned',
      ['0.00', '12.50', '99999999.99'],
      ['0', '0.0', '.50', '00.50', '12.500', '12.5x', '-0.00', '12,50'],
    ],
    ['decimal(10,0)', ['0', '-12'], ['1.', '01', '-0', '']],
    ['decimal(4,4)', ['0.1000', '-0.1000'], ['.1000', '-.1000']],
    ['decimal(8,3) zerofill', ['00003.250', '99999.999'], ['3.250', '0003.250']],
    [
      'double',
      ['0', '0.1', '-1.5', '1e15', '1e100', '0.00000000000001', '1e-16', '5e-324', '1961349756441590.5'],
      ['-0', '1.0', '.1', '1.', '1E15', '1e+15', '1000000000000000', '1e2', '0.10000000000000001', 'nan', '', '1e999'],
    ],
    ['float', ['16777200', '0.1', '1.67772e17', '123456'], ['16777217', '0.1234567', '1.0']],
    ['float(10,2)', ['987654.31', '0.00', '-1.50'], ['1.5', '987654.32', '-0.00']],
    ['double(20,3)', ['1.500', '123456789012.345'], ['1.5', '01.500']],
    ['date', ['2024-02-29', '0000-00-00'], ['2024-2-29', '20240229', '2024-02-29 00:00:00']],
    ['datetime', ['2024-02-29 12:00:00'], ['2024-02-29', '2024-02-29T12:00:00', '2024-02-29 12:00:00.0']],
    ['timestamp(3)', ['2024-02-29 12:00:00.120'], ['2024-02-29 12:00:00', '2024-02-29 12:00:00.12']],
    ['time', ['00:00:00', '-838:59:59', '12:30:00'], ['1:00:00', '012:00:00', '-00:00:00', '12:30']],
    ['year(4)', ['2024', '0000'], ['24', '0']],
    ['char(5)', ['', 'a', ' a'], ['a ']],
    ['binary(2)', ['ab', 'a\0'], ['a', 'abc']],
    [
      'uuid',
      ['6ccd780c-baba-1026-9564-5b8c656024db'],
      ['6CCD780C-BABA-1026-9564-5B8C656024DB', '6ccd780cbaba102695645b8c656024db'],
    ],
    ['inet4', ['10.0.0.1'], ['010.0.0.1', '10.0.1']],
    [
      'inet6',
      ['::', '::1', '2001:db8::ff00:42:8329', '::ffff:1.2.3.4', '::1.2.3.4', '::3c53:0:1325:dbac:0:a159:8c35'],
      ['0::1', '2001:DB8::1', '2001:0db8::1', '0:0:0:0:0:0:0:1', '1::2::3', '1:2', '::1:2.3.4.256', 'x'],
    ],
  ])('%s', (type, good, bad) => {
    expect(good.filter((text) => accepts(type, text) !== true)).toEqual([]);
    expect(bad.filter((text) => accepts(type, text) !== false)).toEqual([]);
  });

  it('a member of an ENUM or SET, as declared and in its order; anything else is damage', () => {
    const members = ['a', 'B', '\xc3\xa4', ''];
    const judge = (type: string, texts: readonly string[]) =>
      texts.map((text) => accepts(type, text, MARIADB, members));
    expect(judge('enum', ['a', 'B', '\xc3\xa4', '', 'b', 'A ', '1', 'zzz', 'zzz'])).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(judge('set', ['a,B', '', 'a', 'B,a', 'a,a', 'A', 'a,zzz'])).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('a FLOAT on MySQL, which chooses by width as well, in either of two', () => {
    expect(['1.67772e7', '16777200', '16777217'].map((text) => accepts('float', text, MYSQL))).toEqual([
      true,
      true,
      false,
    ]);
    expect(accepts('float', '1.67772e7')).toBe(false);
  });

  it('a DOUBLE ZEROFILL on MySQL only if it is neither small nor has an exponent', () => {
    const judge = (text: string) => accepts('double unsigned zerofill', text, MYSQL);
    expect(['0000000000000009422.63', '00000000000000000000.1', '0000000000000000000000'].map(judge)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['0.000000000013648102613339486', '01.2345678901234568e17'].map(judge)).toEqual([false, false]);
  });

  it('and any text is a text', () => {
    for (const type of ['varchar(9)', 'text', 'longblob', 'json', 'varbinary(9)', 'double zerofill'])
      expect(accepts(type, ' 01 ')).toBeUndefined();
  });
});

it('rounds a half that a FLOAT holds either way, and fills what is short', () => {
  expect(fixedTexts(-395800.3125, 3)).toContain('-395800.312');
  expect(fixedTexts(-395800.3125, 3)).toContain('-395800.313');
  expect(fixedTexts(18455992745001.78, 4)).toContain('18455992745001.7800');
  expect(fixedTexts(2, 0)).toContain('2');
});

it('knows the types that the servers have', async () => {
  const types = [
    'int',
    'TINYINT(1)',
    'BIGINT UNSIGNED',
    'SERIAL',
    'BOOLEAN',
    'DEC(3,1)',
    'NUMERIC',
    'DOUBLE PRECISION',
    'REAL',
    'FLOAT(24)',
    'BIT(3)',
    'DATE',
    'DATETIME(6)',
    'TIME',
    'YEAR',
    'CHAR(3)',
    'NATIONAL VARCHAR(3)',
    'CHARACTER VARYING(3)',
    'NCHAR(3)',
    'TEXT',
    'LONG VARCHAR',
    'LONG VARBINARY',
    'TINYBLOB',
    "ENUM('a')",
    "SET('a')",
    'JSON',
    'GEOMETRY',
    'POINT',
    'UUID',
    'INET4',
    'INET6',
    'VECTOR(3)',
  ];
  const { tables } = await indexText(`CREATE TABLE t (${types.map((type, index) => `c${index} ${type}`).join(', ')});`);
  expect(tables[0]?.leftOut).toEqual([]);
  expect(tables[0]?.summed).toHaveLength(types.length);
  expect(isKnownType(column('xmltype'))).toBe(false);
});
