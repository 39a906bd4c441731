import { describe, expect, it } from 'vitest';
import { findCharsetNames, fullCollation } from './charset-names.js';
import { tokenize } from '../tokens/tokenize.js';

const MARIADB = { flavor: 'mariadb', version: 101119 } as const;
const MYSQL = { flavor: 'mysql', version: 90704 } as const;
const namesIn = (sql: string, server: typeof MARIADB | typeof MYSQL = MARIADB) =>
  findCharsetNames(
    tokenize(Buffer.from(sql, 'latin1'), { ansiQuotes: false, noBackslashEscapes: false, server }).tokens,
  );
const inShort = (sql: string, server?: typeof MARIADB | typeof MYSQL) =>
  namesIn(sql, server).map(
    ({ kind, name, charset }) => `${kind} ${name}${charset === undefined ? '' : ` of ${charset}`}`,
  );

describe('places that name a character set or a collation', () => {
  it.each<[string, readonly string[]]>([
    ['`v` varchar(9) CHARACTER SET latin1 COLLATE latin1_bin', ['charset latin1', 'collation latin1_bin of latin1']],
    ['`v` varchar(9) COLLATE `utf8mb4_bin`', ['collation utf8mb4_bin of utf8mb4']],
    ["`v` varchar(9) COLLATE 'UTF8MB4_0900_AI_CI'", ['collation utf8mb4_0900_ai_ci of utf8mb4']],
    [
      ') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci',
      ['charset utf8mb4', 'collation utf8mb4_0900_ai_ci of utf8mb4'],
    ],
    [') CHARACTER SET = utf8 DEFAULT COLLATE = utf8_bin', ['charset utf8', 'collation utf8_bin of utf8']],
    ["`v` text DEFAULT (_utf8mb4'x' COLLATE utf8mb4_bin)", ['charset utf8mb4', 'collation utf8mb4_bin of utf8mb4']],
    [
      "`g` int GENERATED ALWAYS AS (`v` = _latin1'COLLATE a' COLLATE latin1_bin)",
      ['charset latin1', 'collation latin1_bin of latin1'],
    ],
    ["CONSTRAINT `c` CHECK ((`v` collate utf8mb4_bin) <> 'collate b')", ['collation utf8mb4_bin of utf8mb4']],
    ['`v` char(1) DEFAULT _binary 0x41', ['charset binary']],
    [
      '(a char(9) charset utf8mb4 collate uca1400_ai_ci) returns text CHARSET latin1',
      ['charset utf8mb4', 'collation utf8mb4_uca1400_ai_ci of utf8mb4', 'charset latin1'],
    ],
    [
      'select convert(`a` using utf8) collate uca1400_as_cs, char(65 using utf32)',
      ['charset utf8', 'collation utf8mb3_uca1400_as_cs of utf8mb3', 'charset utf32'],
    ],
    ['`v` text COLLATE uca1400_ai_ci', ['collation uca1400_ai_ci']],
    ['SET NAMES utf8mb4 COLLATE utf8mb4_bin', ['charset utf8mb4', 'collation utf8mb4_bin of utf8mb4']],
    [
      "SET @@collation_connection := 'utf8mb4_bin', collation_connection = latin1_bin",
      ['collation utf8mb4_bin of utf8mb4', 'collation latin1_bin of latin1'],
    ],
    ['b binary(3) CHARACTER SET binary COLLATE binary', ['charset binary', 'collation binary of binary']],
  ])('are found in: %s', (sql, expected) => {
    expect(inShort(sql)).toEqual(expected);
  });

  it.each([
    'SELECT \'COLLATE a\', "COLLATE b", `COLLATE c`, `collate` d /* COLLATE e */ -- COLLATE f',
    '`charset` varchar(9) NOT NULL, charset varchar(9), KEY charset (charset) USING BTREE',
    'select t.charset from t join u using (a) where t.collate = t.character',
    "select count(*) charset from t where charset = 'none' order by collation(a), charset(b)",
    'CHARACTER SET DEFAULT COLLATE DEFAULT',
    "COMMENT 'CHARACTER SET latin1', _charset, _latin1",
    'EXECUTE s USING @a',
  ])('are none in: %s', (sql) => {
    expect(inShort(sql)).toEqual([]);
  });

  it('are found in executable comments that the server runs, and in no others', () => {
    const sql =
      'CREATE TABLE t (a text /*!50100 COLLATE latin1_bin */ /*!80016 COLLATE utf8mb4_0900_ai_ci */ /*M!100301 COLLATE utf8mb4_nopad_bin */)';
    expect(inShort(sql)).toEqual(['collation latin1_bin of latin1', 'collation utf8mb4_nopad_bin of utf8mb4']);
    expect(inShort(sql, MYSQL)).toEqual(['collation latin1_bin of latin1', 'collation utf8mb4_0900_ai_ci of utf8mb4']);
  });

  it('are located by their bytes, without quotes', () => {
    const sql = "a COLLATE `x_bin` b COLLATE='y_bin' c COLLATE z_bin d _latin1'é'";
    expect(namesIn(sql).map(({ start, end }) => Buffer.from(sql, 'latin1').toString('latin1', start, end))).toEqual([
      'x_bin',
      'y_bin',
      'z_bin',
      'latin1',
    ]);
  });
});

it('a short name gets the character set that it is used with, and a full one none', () => {
  expect([
    fullCollation('uca1400_ai_ci', 'utf8'),
    fullCollation('utf8mb4_bin', 'latin1'),
    fullCollation('uca1400_ai_ci', undefined),
  ]).toEqual(['utf8mb3_uca1400_ai_ci', 'utf8mb4_bin', 'uca1400_ai_ci']);
});
