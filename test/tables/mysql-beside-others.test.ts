import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withConnection } from '../../src/connectors/mysql/open-connection.js';
import { planFile } from '../../src/table-import/import/plan-file.js';
import { publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import { eventually } from '../support/eventually.js';
import { onMysql } from '../support/target-server.js';
import type { CsvImport, Record_ } from './import-csv.js';
import { csvImport, csvOf } from './import-csv.js';
import type { MysqlStand } from './mysql-stand.js';
import { SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';

const item = (id: number, name = 'new'): Record_ => ({ id: `${id}`, code: `c${id}`, name });
const items = (from: number, to: number, name?: string): Record_[] =>
  Array.from({ length: to - from + 1 }, (_, at) => item(from + at, name));

describe(`an import into ${SERVER_NAME} beside others`, () => {
  let stand: MysqlStand;
  const made: CsvImport[] = [];
  beforeAll(async () => {
    stand = await startMysqlStand();
  });
  afterAll(() => stand?.stop());
  beforeEach(async () => {
    for (const one of made.splice(0)) one.remove();
    await stand.sql(`DROP TABLE IF EXISTS item;
      CREATE TABLE item (id INTEGER PRIMARY KEY, code VARCHAR(80) NOT NULL UNIQUE, name VARCHAR(40))`);
  });

  const importOf = (records: readonly Record_[], changes: Parameters<typeof csvImport>[4] = {}): CsvImport => {
    const one = csvImport(stand.target, SCHEMA, 'item', csvOf(records), changes);
    made.push(one);
    return one;
  };
  const publish = async (one: CsvImport) =>
    publishFile(stand.target, one.file, await stageFile(stand.target, one.file));

  test.each(['once', 'batches'] as const)(
    'two into one table at a time, in opposite orders, commit: %s',
    async (commit) => {
      const records = items(1, 3_000);
      const runs = [
        importOf(records, { commit, batchSize: 250 }),
        importOf([...records].reverse(), { commit, batchSize: 250 }),
      ];
      const counts = await Promise.all(runs.map((one) => one.run()));
      const sum = (fate: 'inserted' | 'updated' | 'unchanged' | 'rejected') =>
        counts.reduce((total, one) => total + one[fate], 0);
      expect([sum('inserted'), sum('updated'), sum('unchanged'), sum('rejected')]).toEqual([3_000, 0, 3_000, 0]);
      expect(await stand.sql('SELECT COUNT(*) FROM item')).toBe('3000');
    },
  );

  test('a writer that was taken over has lost its session and changes nothing', async () => {
    const one = importOf(items(1, 50));
    const { write: plan } = await planFile(stand.target, one.file);
    const staged = await stageFile(stand.target, one.file);
    const { runId, fileNo } = one.file;
    const request = { ...staged, rejectsOf: () => Promise.resolve([]) };
    const zombie = await stand.target.open({ runId, fileNo, plan });
    const later = await stand.target.open({ runId, fileNo, plan });
    expect(later.ledger.epoch).toBe(zombie.ledger.epoch + 1);
    await expect(zombie.publish(request)).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
    await expect(zombie.stage(noLines())).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
    expect(await stand.sql('SELECT COUNT(*) FROM item')).toBe('0');
    expect(await later.publish(request)).toMatchObject({ inserted: 50 });
    await later.close();
  });

  test('a writer whose epoch is not the latest stops at the ledger, were its session alive', async () => {
    const one = importOf(items(1, 50));
    const { write: plan } = await planFile(stand.target, one.file);
    const staged = await stageFile(stand.target, one.file);
    const { runId, fileNo } = one.file;
    const writer = await stand.target.open({ runId, fileNo, plan });
    await stand.sql(`UPDATE stevedore.import_ledger SET epoch = epoch + 1 WHERE run_id = '${runId}'`);
    const request = { ...staged, rejectsOf: () => Promise.resolve([]) };
    const batch = {
      lines: Buffer.from('1\t1\tc1\tn\n'),
      count: 1,
      rejects: [],
      records: 1,
      rejectsOf: request.rejectsOf,
    };
    await expect(writer.publish(request)).rejects.toMatchObject({ code: 'FENCED' });
    await expect(writer.stage(noLines())).rejects.toMatchObject({ code: 'FENCED' });
    await expect(writer.writeBatch(batch)).rejects.toMatchObject({ code: 'FENCED' });
    await expect(writer.finish()).rejects.toMatchObject({ code: 'FENCED' });
    await writer.close();
    expect(await stand.sql('SELECT COUNT(*) FROM item')).toBe('0');
  });

  test('readers see the table before or after, and never between', async () => {
    await publish(importOf(items(1, 4_000, 'old')));
    const two = importOf(items(2_001, 8_000), { rebuild: true });
    const seen = new Set<string>();
    let going = true;
    const reading = withConnection(stand.settings, 'loader', {}, async (connection) => {
      let reads = 0;
      for (; going; reads++) {
        const [row] = await connection.query(
          `SELECT COUNT(*) AS n, SUM(name = 'old') AS o, SUM(name = 'new') AS w FROM ${SCHEMA}.item`,
        );
        seen.add(`${String(row?.['n'])} ${String(row?.['o'])} ${String(row?.['w'])}`);
      }
      return reads;
    });
    await sleep(50);
    await publish(two);
    await sleep(50);
    going = false;
    expect(await reading).toBeGreaterThan(20);
    expect([...seen].sort()).toEqual(['4000 4000 0', '6000 0 6000']);
  });

  test('an abort ends the statement that runs, at the server too', async () => {
    await stand.sql("INSERT INTO item VALUES (1, 'c1', 'old')");
    const one = importOf(items(1, 10));
    const staged = await stageFile(stand.target, one.file);
    await withConnection(stand.settings, 'loader', { database: SCHEMA }, async (other) => {
      await other.execute('START TRANSACTION');
      await other.query('SELECT * FROM item WHERE id = 1 FOR UPDATE');
      const stop = new AbortController();
      const publishing = publishFile(stand.target, { ...one.file, signal: stop.signal }, staged);
      const waiting = () =>
        stand.sql(
          "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO%item%DUPLICATE KEY%'",
        );
      await eventually('the upsert waits', async () => ((await waiting()) === '1' ? true : undefined));
      stop.abort();
      await expect(publishing).rejects.toThrow();
      await eventually('the upsert is gone', async () => ((await waiting()) === '0' ? true : undefined));
      await other.execute('ROLLBACK');
    });
    expect(await stand.sql('SELECT name FROM item')).toBe('old');
  });

  test('a row that came after the comparison and has the values of a second key is not rewritten', async () => {
    const one = importOf(items(1, 300));
    const staged = await stageFile(stand.target, one.file);
    await stand.sql("INSERT INTO item VALUES (9000, 'c35', 'of another'), (9001, 'c299', 'of another')");
    const counts = await publishFile(stand.target, one.file, staged);
    expect(counts).toMatchObject({ inserted: 298, updated: 0, rejected: 2 });
    const rejects = await stand.target.rejects.list({ runId: one.file.runId, limit: 10 });
    expect(rejects.map(({ line, reasons }) => [line, reasons[0]?.code])).toEqual([
      [36, 'not_unique'],
      [300, 'not_unique'],
    ]);
    expect(await stand.sql('SELECT id, code, name FROM item WHERE id > 8999')).toBe(
      '9000\tc35\tof another\n9001\tc299\tof another',
    );
  });

  test('rows that refer to rows behind them go in, thousands of them', async () => {
    await stand.sql('ALTER TABLE item ADD parent INTEGER, ADD FOREIGN KEY (parent) REFERENCES item (id)');
    const children = items(1, 1_500).map((one, at) => ({ ...one, parent: `${at < 10 ? at + 2 : 5_000}` }));
    const counts = await publish(importOf([...children, { ...item(5_000), parent: null }]));
    expect(counts).toMatchObject({ inserted: 1_501, rejected: 0 });
    await stand.sql('UPDATE item SET parent = NULL');
  });

  test('a file of many pieces arrives whole', async () => {
    const records = Array.from({ length: 60_000 }, (_, at) => ({ ...item(at), name: `${at}`.repeat(7).slice(0, 40) }));
    expect(await publish(importOf(records))).toMatchObject({ inserted: 60_000, rejected: 0 });
    expect(await publish(importOf(records))).toMatchObject({ unchanged: 60_000 });
    expect(
      await stand.sql("SELECT COUNT(*) FROM item WHERE code <> CONCAT('c', id) OR name <> LEFT(REPEAT(id, 7), 40)"),
    ).toBe('0');
  });

  const LEFT_TO_THE_SERVER = [
    ['over the beginnings of values', 'UNIQUE (name(3))'],
    ...(onMysql ? [['over an expression', 'UNIQUE ((LOWER(name)))']] : []),
  ];
  test.each(LEFT_TO_THE_SERVER)(
    'a unique index %s makes rejects, and no row is rewritten by it',
    async (_title, index) => {
      await stand.sql(`ALTER TABLE item ADD ${index}; INSERT INTO item VALUES (1, 'a', 'abc'), (2, 'b', 'def')`);
      const records = [
        { id: '1', code: 'a', name: 'abc' },
        { id: '3', code: 'c', name: 'ABC' },
        { id: '2', code: 'b', name: 'ABC' },
        { id: '4', code: 'd', name: 'xyz' },
        { id: '5', code: 'e', name: 'XYZ' },
        { id: '6', code: 'f', name: null },
      ];
      expect(await publish(importOf(records))).toMatchObject({ inserted: 2, unchanged: 1, rejected: 3 });
      expect(await stand.sql('SELECT id, code, name FROM item ORDER BY id')).toBe(
        '1\ta\tabc\n2\tb\tdef\n4\td\txyz\n6\tf\tNULL',
      );
    },
  );
});

async function* noLines(): AsyncGenerator<Buffer, void, undefined> {
  await Promise.resolve();
  yield* [];
}
