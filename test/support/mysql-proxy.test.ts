import { createConnection } from 'mysql2/promise';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeOneByte, dropOneRow } from './dump-mutations.js';
import { startMariadb } from './mariadb-server.js';
import type { MariadbServer } from './mariadb-server.js';
import { startMysqlProxy } from './mysql-proxy.js';
import type { MysqlProxy, MysqlProxyHooks } from './mysql-proxy.js';

const INSERT = "INSERT INTO t VALUES\n(1,'it''s (a)'),\n(2,'b;\\n-- \\'x'),\n(3,'cc')";
let server: MariadbServer;
let proxy: MysqlProxy;

beforeAll(async () => {
  server = await startMariadb({ args: ['--max-allowed-packet=64M'] });
  proxy = await startMysqlProxy(server);
});
beforeEach(async () => {
  await server.query('CREATE OR REPLACE DATABASE d; CREATE TABLE d.t (id INT, v LONGTEXT)');
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

async function run(sql: string, hooks: MysqlProxyHooks, content = ''): Promise<void> {
  proxy.setHooks(hooks);
  const { host, port } = proxy;
  const connection = await createConnection({ host, port, user: 'root', database: 'd', charset: 'BINARY' });
  // A connection that the proxy cuts reports it twice.
  connection.on('error', () => undefined);
  try {
    await connection.query({ sql, infileStreamFactory: () => Readable.from([Buffer.from(content)]) });
  } finally {
    connection.destroy();
  }
}
const replaced = (sql: string | undefined) =>
  sql === undefined ? ('forward' as const) : { replace: Buffer.from(sql, 'latin1') };
const ids = () => server.query('SELECT GROUP_CONCAT(id ORDER BY id) FROM d.t');

describe('the MySQL proxy', () => {
  it('forwards what no hook changes, also a statement of several packets', async () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    await run(`INSERT INTO t VALUES (1,'${long}')`, {});
    expect(await server.query('SELECT id, LENGTH(v) FROM d.t')).toBe(`1\t${long.length}`);
  });

  it('drops one row of a forwarded INSERT', async () => {
    await run(INSERT, { onQuery: (sql) => replaced(dropOneRow(sql)) });
    expect(await ids()).toBe('1,3');
    expect(proxy.fired.at(-1)).toMatchObject({ did: 'replaced', user: 'root' });
  });

  it('changes one byte of a forwarded INSERT', async () => {
    await run(INSERT, { onQuery: (sql) => replaced(changeOneByte(sql)) });
    expect(await server.query('SELECT GROUP_CONCAT(v ORDER BY id) FROM d.t', { raw: true })).toBe(
      "it's (a),b;\n-- 'a,cc",
    );
  });

  it('changes the content of a LOAD DATA LOCAL', async () => {
    const load = "LOAD DATA LOCAL INFILE 'x' INTO TABLE t";
    const edit = (content: Buffer) => ({
      replace: Buffer.from(content.toString('latin1').replace('2\tb\n', ''), 'latin1'),
    });
    await run(load, { onContent: edit }, '1\ta\n2\tb\n3\tc\n');
    expect(await ids()).toBe('1,3');
    expect(proxy.fired.at(-1)).toMatchObject({ did: 'replaced content', sql: load });
  });

  it('kills before the server sees a statement', async () => {
    let killed = false;
    const kill = () => void (killed = true);
    const attempt = run('RENAME TABLE t TO u', {
      onQuery: (sql) => (sql.startsWith('RENAME') ? { kill, when: 'before' } : 'forward'),
    });
    await expect(attempt).rejects.toThrow();
    expect({ killed, tables: await server.query('SHOW TABLES FROM d') }).toEqual({ killed: true, tables: 't' });
  });

  it('kills after the server did a statement and before the client knows', async () => {
    let killed = false;
    const kill = () => void (killed = true);
    const attempt = run('RENAME TABLE t TO u', {
      onQuery: (sql) => (sql.startsWith('RENAME') ? { kill, when: 'after' } : 'forward'),
    });
    await expect(attempt).rejects.toThrow();
    expect({ killed, tables: await server.query('SHOW TABLES FROM d') }).toEqual({ killed: true, tables: 'u' });
    expect(proxy.fired.at(-1)).toMatchObject({ did: 'killed after', answer: 'ok' });
  });
});
