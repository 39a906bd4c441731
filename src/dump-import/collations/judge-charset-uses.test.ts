import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MYSQL_8_DUMP } from '../../../test/support/hand-written-dumps.js';
import { removeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import { buildDumpIndex } from '../../formats/mysql-dump/index/build-dump-index.js';
import { collationsLine, describeBadMapping, describeUnknown } from './describe-collations.js';
import { judgeCharsetUses } from './judge-charset-uses.js';
import { assumeCollations } from './known-collations.js';
import { listCharsetUses } from './list-charset-uses.js';

const MARIADB = { flavor: 'mariadb', version: 101119 } as const;
const folder = temporaryFolder('collations');
afterAll(() => removeTemporaryFolder(folder));

const usesIn = async (sql: string) => {
  const dumpFile = join(folder, 'dump.sql');
  writeFileSync(dumpFile, sql, 'latin1');
  const chunks = async function* () {
    yield await Promise.resolve(Buffer.from(sql, 'latin1'));
  };
  const options = { database: 'shop', server: MARIADB, maxStatementBytes: 1e6, requireTrailer: false };
  const index = await buildDumpIndex(chunks(), options);
  return listCharsetUses({ dumpFile, index }, MARIADB);
};

const lineAt = (sql: string, offset = 0) => sql.slice(0, offset).split('\n').length;

describe('the character sets and collations that an import would name', () => {
  it('are those of database, tables, columns and objects, with what names them', async () => {
    const dump = MYSQL_8_DUMP.replace(
      'SET character_set_client  = utf8mb4 */ ;',
      'SET character_set_client  = utf8mb4 */ ; SET collation_connection = utf8mb4_0900_as_cs;',
    );
    const uses = (await usesIn(dump)).filter(({ kind }) => kind === 'collation');
    expect(uses.map(({ name, place, line, offset }) => [name, place, line ?? lineAt(dump, offset)])).toEqual([
      ['utf8mb4_0900_ai_ci', 'the database', lineAt(dump, dump.indexOf('CREATE DATABASE'))],
      ['utf8mb4_0900_ai_ci', 'column "v" of table "t"', lineAt(dump, dump.indexOf('`v` varchar'))],
      ['utf8mb4_0900_ai_ci', 'table "t"', lineAt(dump, dump.indexOf(') ENGINE'))],
      ['utf8mb4_0900_as_cs', 'trigger "tr"', lineAt(dump, dump.indexOf('/*!50003 CREATE*/'))],
      ['utf8mb4_0900_as_cs', 'view "vw"', lineAt(dump, dump.indexOf('/*!50001 CREATE ALGORITHM'))],
    ]);
  });

  it('are in expressions, keys, checks and later changes of a table too, and have the character set that applies', async () => {
    const dump = `SET NAMES utf8mb4 COLLATE uca1400_ai_ci;
CREATE TABLE \`t\` (
  \`a\` varchar(9) COLLATE uca1400_as_cs,
  b varchar(9) CHARACTER SET utf8mb3 COLLATE uca1400_ai_ci DEFAULT (_utf8mb4'COLLATE no' COLLATE utf8mb4_x1),
  \`g\` varchar(9) GENERATED ALWAYS AS (concat(\`a\`, 'x') COLLATE utf8mb4_x2) VIRTUAL,
  KEY \`k\` ((\`a\` COLLATE utf8mb4_x3)),
  CONSTRAINT \`c\` CHECK (\`a\` COLLATE utf8mb4_x4 <> 'COLLATE no')
) DEFAULT CHARSET=utf16 COMMENT='COLLATE no' /*!80000 COLLATE no */;
ALTER TABLE \`t\` MODIFY \`a\` varchar(9) COLLATE utf8mb4_x5;
`;
    const uses = (await usesIn(dump)).filter(({ kind }) => kind === 'collation');
    expect(
      uses.map(({ name, charset, place, line, offset }) => [name, charset, place, line ?? lineAt(dump, offset)]),
    ).toEqual([
      ['utf8mb4_uca1400_ai_ci', 'utf8mb4', 'the SET statements before table "t"', 2],
      ['utf16_uca1400_as_cs', 'utf16', 'column "a" of table "t"', 3],
      ['utf8mb3_uca1400_ai_ci', 'utf8mb3', 'column "b" of table "t"', 4],
      ['utf8mb4_x1', 'utf8mb4', 'column "b" of table "t"', 4],
      ['utf8mb4_x2', 'utf8mb4', 'column "g" of table "t"', 5],
      ['utf8mb4_x3', 'utf8mb4', 'table "t"', 6],
      ['utf8mb4_x4', 'utf8mb4', 'table "t"', 7],
      ['utf8mb4_x5', 'utf8mb4', 'table "t"', 9],
    ]);
  });

  it('are judged after the mapping, each unknown name once with its first place, its line and its fix', async () => {
    const uses = await usesIn(
      MYSQL_8_DUMP.replace(') ENGINE=InnoDB', ') /*!50100 ENGINE=InnoDB */').replace(
        'COLLATE=utf8mb4_0900_ai_ci',
        'COLLATE=utf8mb4_0900_as_cs',
      ),
    );
    const known = {
      ...assumeCollations(MARIADB),
      lists: (name: string) => /^utf8mb4_(uca1400_nopad_(ai_ci|as_cs)|bin)$/.test(name),
    };
    const nothing = await judgeCharsetUses(uses, {}, known);
    expect(nothing.unknown.map((one) => describeUnknown(one, 7))).toEqual([
      'the collation "utf8mb4_0900_ai_ci" (first in the database, line 7; 2 places)',
      'the collation "utf8mb4_0900_as_cs" (table "t", line 7)',
    ]);
    expect(collationsLine({}, nothing.unknown)).toBe(
      'collations: { utf8mb4_0900_ai_ci: utf8mb4_uca1400_nopad_ai_ci, utf8mb4_0900_as_cs: utf8mb4_uca1400_nopad_as_cs }',
    );
    const half = await judgeCharsetUses(
      uses,
      { utf8mb4_0900_ai_ci: 'utf8mb4_bin', latin1_bin: 'latin1_german1_ci' },
      known,
    );
    expect(half.unknown.map(({ name }) => name)).toEqual(['utf8mb4_0900_as_cs']);
    expect([half.applied, half.places]).toEqual([{ utf8mb4_0900_ai_ci: 'utf8mb4_bin' }, 2]);
    expect(collationsLine({ utf8mb4_0900_ai_ci: 'utf8mb4_bin' }, half.unknown)).toBe(
      'collations: { utf8mb4_0900_ai_ci: utf8mb4_bin, utf8mb4_0900_as_cs: utf8mb4_uca1400_nopad_as_cs }',
    );
    const bad = await judgeCharsetUses(
      uses,
      { utf8mb4_0900_ai_ci: 'utf8mb4_0900_as_cs', utf8mb4_0900_as_cs: 'utf8mb4_bin' },
      known,
    );
    expect(bad.unknown).toEqual([]);
    expect(bad.badMappings.map((one) => describeBadMapping(one, MARIADB))).toEqual([
      'load.collations maps "utf8mb4_0900_ai_ci" to "utf8mb4_0900_as_cs", which MariaDB 10.11.19 does not know',
    ]);
  });
});
