import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { startPostgres } from '../support/postgres-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { csvImport, csvOf } from './import-csv.js';

/** As docs/how-to/postgresql-tables.md has them. */
const RIGHTS = `create schema stevedore authorization importer;
  grant temporary on database postgres to importer;
  grant usage on schema shop to importer;
  grant select, insert, update, delete on shop.item to importer;
  grant usage on all sequences in schema shop to importer`;

const ITEMS = [
  { id: '1', name: 'new name', address: '10.0.0.1' },
  { id: '2', name: 'two', address: 'nowhere' },
  { id: '3', name: 'three', address: null },
];

describe('an account with the least rights', () => {
  let server: PostgresServer;
  let target: TableTarget;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`revoke temporary on database postgres from public; create schema shop;
      create table shop.item (id integer primary key, name varchar(20) not null, address inet, number serial);
      insert into shop.item values (1, 'one', null), (9, 'nine', null);
      create role importer login password 'secret'`);
    const address = { host: server.host, port: server.port };
    target = openPostgresTarget(
      { address, tls: 'off', account: { user: 'importer', password: 'secret' }, database: 'postgres' },
      { applicationName: 'rights' },
    );
  });
  afterAll(() => server?.stop());

  const importing = async (changes: Parameters<typeof csvImport>[4]) => {
    const one = csvImport(target, 'shop', 'item', csvOf(ITEMS), changes);
    try {
      const counts = await one.run();
      const rejects = await target.rejects.list({ runId: one.file.runId, limit: 10 });
      await target.clean(one.file.runId);
      return { counts, rejects };
    } finally {
      one.remove();
    }
  };

  test('is told what it may not do', async () => {
    await expect(importing({})).rejects.toMatchObject({
      code: 'POSTGRES_PERMISSION_DENIED',
      message: expect.stringMatching(
        /^Cannot create the schema "stevedore" and its tables: .*database postgres/,
      ) as string,
    });
  });

  test('imports, in one transaction, in batches, and as a rebuild', async () => {
    await server.query(RIGHTS);
    const { counts, rejects } = await importing({});
    expect(counts).toEqual({ records: 3, inserted: 1, updated: 1, unchanged: 0, superseded: 0, rejected: 1 });
    // The server's own words about a type that only it knows.
    expect(rejects).toMatchObject([
      {
        line: 3,
        reasons: [{ column: 'address', value: 'nowhere', message: expect.stringContaining('inet') as string }],
      },
    ]);
    const again = { inserted: 0, updated: 0, unchanged: 2, superseded: 0, rejected: 1 };
    expect((await importing({ commit: 'batches', batchSize: 2 })).counts).toEqual({ records: 3, ...again });
    expect((await importing({ rebuild: true })).counts).toEqual({ records: 3, ...again });
    expect(await server.query('select id, name, address from shop.item order by id')).toBe(
      '1\tnew name\t10.0.0.1\n3\tthree\t',
    );
  });

  test('forgets runs that ended before', async () => {
    expect(await target.prune(new Date(Date.now() - 60_000))).toBe(0);
    expect(await target.prune(new Date(Date.now() + 60_000))).toBe(3);
    expect(
      await server.query(
        'select (select count(*) from stevedore.import_ledger), (select count(*) from stevedore.import_rejects)',
      ),
    ).toBe('0\t0');
  });
});
