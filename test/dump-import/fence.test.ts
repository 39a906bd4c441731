import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { takeEpoch, WHOLE_PIPELINE, WORKER_START } from '../../src/dump-import/control/take-epoch.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';

let server: MariadbServer;
let mysql: MysqlSettings;
let run = 0;

beforeAll(async () => {
  server = await startTargetServer();
  mysql = targetSettings(server, await createAccounts(server, { databases: ['live'] }));
});
afterAll(() => server.stop());
beforeEach(() => {
  run += 1;
});

const take = (scope: string, runId = `run-${run}`) => takeEpoch(mysql, { pipeline: `p${run}`, runId, scope });
const LOST = { code: 'MYSQL_CONNECTION_LOST' };

/** The first row is written at once, the second would take hours. */
const COMPUTING =
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT 1 UNION ALL SELECT COUNT(*) FROM n a, n b, n c, n d';

describe('an epoch', () => {
  it('is a number that is never given twice, not even after a restart of the server', async () => {
    const first = await take('a');
    await first.close();
    await server.query('DELETE FROM stevedore.epochs');
    await server.restart();
    const second = await take('a');
    await second.close();
    expect(second.number).toBeGreaterThan(first.number);
  });

  it.each([
    // MySQL ends a SLEEP that is killed with a value, as MariaDB does not, and its row is written before the connection
    // ends.
    ['sleeping', 'SELECT SLEEP(30)', onMysql ? '1' : '0'],
    ['computing', COMPUTING, '0'],
    // Which a list of connections in utf8mb3 cannot hold.
    ['with a letter of four bytes', `${COMPUTING} -- 🏰`, '0'],
  ])(
    'ends the connections of an earlier one of its database in the middle of a statement: %s',
    async (_doing, rows, left) => {
      const zombie = await take('a');
      const loader = await zombie.open('loader');
      await loader.execute('CREATE DATABASE IF NOT EXISTS imp_live');
      await loader.execute('DROP TABLE IF EXISTS imp_live.t');
      await loader.execute('CREATE TABLE imp_live.t (id int)');
      const busy = loader.execute(`INSERT INTO imp_live.t ${rows}`).then(
        () => 'wrote',
        (error: { code: string }) => error.code,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      const successor = await take('a');
      const written = await server.query('SELECT COUNT(*) FROM imp_live.t');
      expect(await busy).toBe('MYSQL_CONNECTION_LOST');
      await expect(loader.execute('INSERT INTO imp_live.t VALUES (1)')).rejects.toMatchObject(LOST);
      await expect(zombie.publisher.query('SELECT 1')).rejects.toMatchObject(LOST);
      expect(written).toBe(left);
      expect(await server.query('SELECT COUNT(*) FROM imp_live.t')).toBe(written);
      await successor.close();
    },
  );

  it('opens no further connection for an earlier one', async () => {
    const zombie = await take('a');
    const successor = await take('a');
    await expect(zombie.open('loader')).rejects.toMatchObject({
      code: expect.stringMatching(/FENCED|CONNECTION_LOST/),
    });
    await successor.close();
  });

  it('leaves the writer of another database of the same run alone', async () => {
    const other = await take('b');
    const loader = await other.open('loader');
    const mine = await take('a');
    await expect(loader.execute('DO 1')).resolves.toBeDefined();
    await Promise.all([mine.close(), other.close()]);
  });

  it('of another run, or of the whole pipeline, ends every writer of the pipeline', async () => {
    const a = await take('a');
    const newRun = await take('b', 'another-run');
    await expect(a.publisher.query('SELECT 1')).rejects.toMatchObject(LOST);
    const whole = await take(WHOLE_PIPELINE, 'another-run');
    await expect(newRun.publisher.query('SELECT 1')).rejects.toMatchObject(LOST);
    await whole.close();
  });

  it('drops the tokens of earlier ones, and only those of its own pipeline', async () => {
    const first = await take(WHOLE_PIPELINE);
    await server.query(`CREATE TABLE stevedore.next_p${run}_${first.number} (id int)`);
    await server.query(`CREATE TABLE stevedore.next_p${run}_x_1 (id int)`);
    const second = await take(WHOLE_PIPELINE);
    const tables = (await server.query("SHOW TABLES FROM stevedore LIKE 'next%'")).split('\n');
    expect(tables).toEqual([`next_p${run}_x_1`]);
    await server.query(`DROP TABLE stevedore.next_p${run}_x_1`);
    await second.close();
  });

  it('leaves no record of its connections when it is closed', async () => {
    const epoch = await take('a');
    await epoch.open('loader');
    await epoch.open('owner');
    await epoch.close();
    expect(await server.query(`SELECT COUNT(*) FROM stevedore.connections WHERE epoch = ${epoch.number}`)).toBe('0');
  });

  it('is no longer given to a run once a later one has begun, even if somebody settled in between', async () => {
    await (await take('a', 'old-run')).close();
    await (await take(WHOLE_PIPELINE, WORKER_START)).close();
    await (await take('a', 'old-run')).close();
    const later = await take('a', 'new-run');
    await expect(take('a', 'old-run')).rejects.toMatchObject({ code: 'FENCED' });
    await expect(later.publisher.query('SELECT 1')).resolves.toBeDefined();
    await later.close();
  });
});
