import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { beginGeneration, listGenerations, noteStaged } from '../../src/database-sync/publish/generation-record.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };
let server: PostgresServer;
let target: PostgresSettings;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  count += 1;
  target = postgresSettings(server, `app${count}`);
  await server.query(`create database ${target.database}`);
});

const sql = (text: string) => server.query(text, target.database);
const tableIn = (schema: string, generation: number) =>
  `create schema if not exists ${schema}; create table ${schema}.t as select ${generation} as generation;`;
const original = (...schemas: string[]) => sql(schemas.map((schema) => tableIn(schema, 0)).join(' '));

/** Publishes a generation of these schemas; gives the id of its run. */
const publish = async (generation: number, ...schemas: string[]): Promise<string> => {
  const runId = randomUUID();
  const epoch = await takeEpoch(target, runId, inTest);
  await sql(schemas.map((schema) => tableIn(`imp_${schema}`, generation)).join(' '));
  await withConnection(target, inTest, async (connection) => {
    await beginGeneration(connection, { runId, pipeline: 'local', source: 'by hand' });
    await noteStaged(connection, runId, new Date().toISOString(), {
      schemas: schemas.map((name) => ({ name, staging: `imp_${name}` })),
      tables: schemas.map((schema) => ({ schema, name: 't', rows: 1, bytes: 2, sum: '1' }) as never),
      atPublish: [],
      ownDatabase: false,
    });
  });
  await publishGeneration(target, { epoch });
  return runId;
};
const rollBack = async () => rollbackGeneration(target, { epoch: await takeEpoch(target, randomUUID(), inTest) });

/** Of each schema that has the table, and is not this program's: which generation it shows. */
const shown = async (pattern = '.'): Promise<string> => {
  const names = await sql(
    `select nspname from pg_namespace n join pg_class c on c.relnamespace = n.oid where relname = 't' and nspname ~ '${pattern}' order by 1`,
  );
  const parts = names
    .split('\n')
    .filter(Boolean)
    .map(async (name) => `${name} ${await sql(`select generation from ${name}.t`)}`);
  return (await Promise.all(parts)).join(', ');
};
const LIVE = '^(public|extra)$';

it('a schema that only the older generation has stays live through the newer one, a rollback, and forward again', async () => {
  await publish(1, 'public', 'extra');
  await publish(2, 'public');
  expect(await shown(LIVE)).toBe('extra 1, public 2');
  await rollBack();
  expect(await shown(LIVE)).toBe('extra 1, public 1');
  await rollBack();
  expect(await shown(LIVE)).toBe('extra 1, public 2');
});

it('a rollback brings nothing back that is two generations old', async () => {
  await original('public', 'extra');
  await publish(1, 'public', 'extra');
  expect(await shown('^prev_')).toBe('prev_extra 0, prev_public 0');
  await publish(2, 'public');
  expect(await shown('^prev_')).toBe('prev_public 1');
  await rollBack();
  expect(await shown(LIVE)).toBe('extra 1, public 1');
});

it('a schema that only the newer generation has goes with it, and comes back with it', async () => {
  await publish(1, 'public');
  await publish(2, 'public', 'extra');
  await rollBack();
  expect(await shown(LIVE)).toBe('public 1');
  await rollBack();
  expect(await shown(LIVE)).toBe('extra 2, public 2');
  await publish(3, 'public');
  await rollBack();
  expect(await shown(LIVE)).toBe('extra 2, public 2');
});

it('what was kept is dropped although the drop was broken off, and nobody rolls back to a half of it', async () => {
  await original('public', 'extra');
  const runId = await publish(1, 'public', 'extra');
  const proxy = await startPostgresProxy(server.port);
  const through: PostgresSettings = { ...target, address: { host: proxy.host, port: proxy.port } };
  proxy.arm('backend', ({ sql: passing }) => /^drop schema .*"prev_public"/.test(passing));
  await expect(generationsOf(through).drop(runId, true)).rejects.toMatchObject({ code: 'POSTGRES_CONNECTION_LOST' });
  expect(proxy.fired).toHaveLength(1);
  await proxy.stop();
  expect(await shown('^prev_')).toContain('prev_public 0');
  await expect(rollBack()).rejects.toMatchObject({ code: 'GENERATION_UNKNOWN' });
  await takeEpoch(target, runId, inTest);
  await generationsOf(target).drop(runId, true);
  expect(await shown()).toBe('extra 1, public 1');
});

it('the record of a generation that is gone has its tables no more', async () => {
  for (const generation of [1, 2, 3]) await publish(generation, 'public');
  const all = await withConnection(target, inTest, listGenerations);
  expect(all.map(({ state, record }) => [state, record?.tables.length])).toEqual([
    ['live', 1],
    ['previous', 1],
    ['gone', 0],
    ['gone', undefined],
  ]);
  expect(await sql(`select count(*) from stevedore.sync_generations where state = 'gone' and record ? 'tables'`)).toBe(
    '0',
  );
});
