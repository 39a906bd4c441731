import { createConnection } from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { eventually } from '../support/eventually.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { stageTables } from '../support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';

const DATABASES = ['shop', 'stock'];
const TABLES = 10;
const servers: MariadbServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const startPair = async (format: string) => {
  const [source, replica] = await Promise.all([
    startMariadb({
      args: ['--server-id=1', '--log-bin=binlog', `--binlog-format=${format}`, '--log-bin-trust-function-creators=ON'],
    }),
    startMariadb({ args: ['--server-id=2', '--read-only=ON'] }),
  ]);
  servers.push(source, replica);
  await source.query("CREATE USER follower IDENTIFIED BY 'follower'; GRANT REPLICATION SLAVE ON *.* TO follower");
  await replica.query(
    `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${source.port}, MASTER_USER = 'follower', MASTER_PASSWORD = 'follower',
      MASTER_USE_GTID = slave_pos; START SLAVE`,
  );
  return { source, replica };
};

const status = async (replica: MariadbServer): Promise<unknown> => {
  const connection = await createConnection({ host: replica.host, port: replica.port, user: 'root' });
  const [rows] = await connection.query('SHOW SLAVE STATUS');
  await connection.end();
  return (rows as unknown[])[0];
};

/** Joins tables of both databases on the replica until it is stopped. */
const startReader = async (replica: MariadbServer) => {
  const connection = await createConnection({ host: replica.host, port: replica.port, user: 'root' });
  const seen = { reads: 0, mixed: 0, failed: [] as string[] };
  let stopped = false;
  const reading = (async () => {
    for (let i = 0; !stopped; i++) {
      try {
        const [rows] = await connection.query(
          `SELECT a.v AS a, b.v AS b FROM shop.t${i % TABLES} a JOIN stock.t${(i * 7) % TABLES} b ON b.id = a.id`,
        );
        const [row] = rows as { a: number; b: number }[];
        if (row?.a !== row?.b) seen.mixed += 1;
        seen.reads += 1;
      } catch (error) {
        seen.failed.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  return async () => {
    stopped = true;
    await reading;
    await connection.end();
    return seen;
  };
};

describe.each(['ROW', 'MIXED'])('a replica with a binary log in the format %s', (format) => {
  it('continues and is in step after three publishes and a rollback, and never misses a table', async () => {
    const { source, replica } = await startPair(format);
    const mysql = targetSettings(source, await createAccounts(source, { databases: DATABASES }));
    const settings = pipelineSettings('import', DATABASES);
    const publish = async (generation: number) => {
      await stageTables(mysql, { settings, runId: `g${generation}`, tables: TABLES, value: generation });
      await publishGeneration(mysql, { settings, runId: `g${generation}` });
    };
    const inStep = () =>
      eventually('the replica in step', async () => {
        const positions = await Promise.all([
          source.query('SELECT @@gtid_binlog_pos'),
          replica.query('SELECT @@gtid_slave_pos'),
        ]);
        return positions[0] === positions[1] ? true : undefined;
      });
    await publish(1);
    await inStep();
    const stop = await startReader(replica);
    for (const generation of [2, 3, 4]) await publish(generation);
    expect(await rollbackGeneration(mysql, { settings, runId: 'back' })).toMatchObject({ generation: 3, from: 4 });
    await inStep();
    expect(await replica.query('SELECT DISTINCT v FROM shop.t0 UNION SELECT v FROM stock.t9')).toBe('3');
    const seen = await stop();
    expect(seen).toMatchObject({ mixed: 0, failed: [] });
    expect(seen.reads).toBeGreaterThan(20);
    expect(await status(replica)).toMatchObject({ Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes', Last_Error: '' });
    const everything = `SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA REGEXP 'shop|stock|stevedore' ORDER BY 1, 2`;
    expect(await replica.query(everything)).toBe(await source.query(everything));
    const tables = DATABASES.flatMap((database) => Array.from({ length: TABLES }, (_, n) => `${database}.t${n}`));
    const sums = `CHECKSUM TABLE ${tables.join(', ')}`;
    expect(await replica.query(sums)).toBe(await source.query(sums));
  });
});
