import { describe, expect, it } from 'vitest';
import { onMysql } from '../support/target-server.js';
import { dumpOf, loadOurWay, STRATEGIES } from './both-ways.js';
import { describeTypes, TYPE_FILES } from './type-tests.js';

const DATABASE = 'types_db';

// All pairs of options are for `types-all.test.ts`, which takes minutes.
const site = describeTypes(DATABASE, TYPE_FILES, [
  [],
  ['--hex-blob', '--complete-insert', '--skip-extended-insert', '--skip-opt', '--tz-utc=0', '--compact'],
  ['--default-character-set=latin1', '--hex-blob'],
]);

describe('what the client would damage without a word is refused', () => {
  const dumpWith = async (sql: string, options: readonly string[]): Promise<string> => {
    const { server } = site();
    await server.query(
      `DROP DATABASE IF EXISTS frail; CREATE DATABASE frail; USE frail; SET NAMES utf8mb4, time_zone = '+00:00'; ${sql}`,
    );
    return dumpOf(server, 'frail', options);
  };

  // MySQL takes times before its own first one.
  const times = [
    'times in UTC that the dump does not call UTC',
    "CREATE TABLE t (a TIMESTAMP NULL); INSERT INTO t VALUES ('1970-01-01 00:00:01')",
    ['--compact'],
  ] as const;

  it.each([
    ...(onMysql ? [] : [times]),
    [
      'text in latin1 that the dump calls nothing',
      "CREATE TABLE t (a VARCHAR(9)) CHARSET latin1; INSERT INTO t VALUES ('äö')",
      ['--default-character-set=latin1', '--skip-set-charset'],
    ] as const,
  ])('%s', async (_what, sql, options) => {
    const dumpFile = await dumpWith(sql, options);
    for (const strategy of STRATEGIES)
      await expect(loadOurWay(site().mysql, DATABASE, dumpFile, strategy), strategy).rejects.toMatchObject({
        code: 'PROOF_FAILED',
      });
  });
});
