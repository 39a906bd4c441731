import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresConnection } from '../../src/connectors/postgres/open-connection.js';
import { openConnection } from '../../src/connectors/postgres/open-connection.js';
import { addSums, NO_ROWS } from '../../src/connectors/postgres/copy/row-sums.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';

/** Short rows and long ones, of which some are longer than all buffers together, and some go beyond ASCII. */
const ROWS = `select g as id, case when g % 5000 = 0 then repeat('long ü', 400000) when g % 7 = 0 then null else repeat(md5(g::text), g % 9) end as text
  from generate_series(1, 60000) g`;

let server: PostgresServer;
const open: PostgresConnection[] = [];

const connect = async (tls: 'off' | 'on'): Promise<PostgresConnection> => {
  const connection = await openConnection(
    {
      address: { host: server.host, port: server.port },
      tls: tls === 'off' ? 'off' : { ca: server.certificate },
      account: { user: 'postgres', password: '' },
      database: 'postgres',
    },
    { applicationName: 'relay' },
  );
  open.push(connection);
  return connection;
};

beforeAll(async () => {
  server = await startPostgres({ tls: 'offered' });
  await server.query(`create table source as ${ROWS}; create table target (like source)`);
});

afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
  await server.stop();
});

describe.each([
  ['off', 'off'],
  ['off', 'on'],
  ['on', 'off'],
  ['on', 'on'],
] as const)('rows, with TLS %s at the source and %s at the target', (from, to) => {
  test('come whole, with the sums that they have read back, and both sessions go on', async () => {
    const [source, target] = await Promise.all([connect(from), connect(to)]);
    for (let again = 0; again < 2; again += 1) {
      await target.execute('truncate target');
      const sums = await source.relay('copy source to stdout', {
        connection: target,
        statement: 'copy target from stdin',
      });
      expect(sums.rows).toBe(60_000);
      expect(await target.relay('copy target to stdout')).toEqual(sums);
      let read = NO_ROWS;
      let bytes = 0;
      for await (const piece of source.copyRows('copy source to stdout')) {
        read = addSums(read, piece.sums);
        bytes += piece.bytes.length;
        piece.release();
      }
      expect(read).toEqual(sums);
      expect(bytes).toBe(sums.bytes);
      expect(await target.query('select count(*)::int as rows from target')).toEqual([{ rows: 60_000 }]);
    }
    expect(
      await server.query('select count(*) from (select * from source except all select * from target) as other'),
    ).toBe('0');
  });

  test('are none where a statement of one side fails, and both sessions go on', async () => {
    const [source, target] = await Promise.all([connect(from), connect(to)]);
    await target.execute('truncate target');
    const statement = 'copy target from stdin';
    await expect(
      source.relay('copy (select id, text from source where 1 / (id - 40000) < 2) to stdout', {
        connection: target,
        statement,
      }),
    ).rejects.toMatchObject({ details: { side: 'source' } });
    await expect(source.relay('copy nothing to stdout', { connection: target, statement })).rejects.toMatchObject({
      details: { side: 'source' },
    });
    await expect(
      source.relay('copy source to stdout', { connection: target, statement: 'copy nothing from stdin' }),
    ).rejects.toMatchObject({ details: { side: 'target' } });
    expect(await target.query('select count(*)::int as rows from target')).toEqual([{ rows: 0 }]);
    expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});
