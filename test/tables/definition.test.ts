import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { ConnectionSettings } from '../../src/contracts/connections/connection.js';
import type { ImportDefinition } from '../../src/contracts/definitions/import-definition.js';
import { ownConnectionName, ownerOfDefinition } from '../../src/contracts/definitions/import-definition.js';
import { STANDARD_TABLE_IMPORT } from '../../src/contracts/table-import/names.js';
import { createStore } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import { PLAIN_RESOURCE } from '../support/plain-resource.js';

const CANARY = 'canary-4711-of-the-database';
const key = randomBytes(32);

let site: ImportSite;
let store: Store;
let temporal: ReturnType<typeof connectTemporal>;
beforeAll(async () => {
  site = await startImportSite({ config: { secrets: { key: key.toString('base64') } } });
  await site.postgres.query('create table items (id int primary key, price numeric(8,2) not null)');
  mkdirSync(join(site.inbox, 'defined'));
  store = openStore(key);
  temporal = connectTemporal({ address: site.temporal, addressGiven: true, namespace: 'default', tls: 'off' });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await temporal?.connection.close();
  await site?.stop();
}, 60_000);

const openStore = (secretKey: Buffer): Store => {
  const { port, rootUser } = site.postgres;
  return createStore(
    {
      kind: 'postgres',
      address: { host: '127.0.0.1', port },
      database: 'postgres',
      account: { user: rootUser, password: 'x' },
      tls: 'off',
      schema: 'stevedore',
    },
    { secretKeys: [secretKey] },
  );
};

/** A definition: every CSV file of a folder into `items`, in the site's database with a password of its own. */
const define = async (password: string): Promise<ImportDefinition> => {
  const id = randomUUID();
  const name = ownConnectionName(id, 'target');
  const settings: ConnectionSettings = {
    kind: 'postgres',
    name,
    address: { host: '127.0.0.1', port: site.postgres.port },
    database: site.postgres.database,
    account: { user: site.postgres.rootUser, password },
    tls: 'off',
  };
  const secretId = await store.secrets.put(ownerOfDefinition(id), JSON.stringify(settings));
  const definition: ImportDefinition = {
    id,
    label: 'project "test"',
    source: { kind: 'local', path: join(site.inbox, 'defined'), filePattern: '*.csv' },
    tables: [
      {
        filePattern: '*',
        format: 'by-name',
        csv: {
          format: 'csv',
          delimiter: ',',
          quote: '"',
          skipLines: 0,
          header: true,
          mapping: {},
          maxRecordBytes: 1e6,
        },
        ndjson: { format: 'ndjson', mapping: {}, maxRecordBytes: 1e6 },
        resource: {
          connection: name,
          table: 'items',
          key: ['id'],
          ...PLAIN_RESOURCE,
        },
      },
    ],
    seen: 'again',
    connections: [{ name, secretId }],
    createdAt: new Date().toISOString(),
  };
  await store.definitions.add(definition);
  return definition;
};

const start = async (definition: string, more: object = {}): Promise<{ runId: string; run: Json }> => {
  const runs = createRunClient(temporal);
  const { runId } = await runs.start({
    kind: 'table-import',
    pipeline: STANDARD_TABLE_IMPORT,
    trigger: 'api',
    by: 'test',
    job: definition,
    definition,
    label: 'project "test"',
    ...more,
  });
  return { runId, run: await site.ended(runId) };
};

it('a run of a definition works with its own source, table and connection, and its rejects are replayed with them', async () => {
  writeFileSync(join(site.inbox, 'defined', 'a.csv'), 'id,price\n1,1.50\n2,cheap\n');
  const { id } = await define(CANARY);
  const { runId, run } = await start(id);
  expect(run).toMatchObject({ status: 'success', detail: { counts: { records: 2, inserted: 1, rejected: 1 } } });
  expect((await site.ask('PATCH', `/api/v1/runs/${runId}/rejects/1-3`, { raw: '2,2.00' })).status).toBe(200);
  const replayed = await site.cli('replay', runId, '--wait');
  expect(replayed.code, replayed.stderr).toBe(0);
  expect(await site.postgres.query('select * from items order by id')).toBe('1\t1.50\n2\t2.00');

  // Where the secret must not be: history, log, API, store in clear text.
  const history = JSON.stringify(await temporal.workflow.getHandle(String(run['workflow_id'])).fetchHistory());
  expect(history).toContain(id);
  const tables = 'runs log_lines import_definitions secrets imported_files audit_entries'.split(' ');
  const dumps = await Promise.all(tables.map((table) => site.postgres.query(`select * from stevedore.${table}`)));
  const seen = [history, JSON.stringify(run), (await site.ask('GET', `/api/v1/runs/${runId}/logs`)).text, ...dumps];
  for (const text of seen) {
    expect(text.length).toBeGreaterThan(10);
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 24));
  }
});

it('a run whose definition is gone fails with what to do, and writes nothing', async () => {
  const { run } = await start(randomUUID());
  expect(run).toMatchObject({ status: 'failed', error: { code: 'DEFINITION_UNKNOWN' } });
  expect(await site.postgres.query('select count(*) from items')).toBe('2');
});

it('a run whose secret needs another key fails at once, and names the setting', async () => {
  const definition = await define(CANARY);
  const other = openStore(randomBytes(32));
  const id = randomUUID();
  const name = ownConnectionName(id, 'target');
  const secretId = await other.secrets.put(ownerOfDefinition(id), '{}');
  await other.close();
  await store.definitions.add({ ...definition, id, connections: [{ name, secretId }] });
  const { run } = await start(id);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'SECRETS_UNAVAILABLE' } });
  expect(JSON.stringify(run['error'])).toContain('secrets.previous_keys');
});
