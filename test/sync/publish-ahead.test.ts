import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { dropGenerations } from '../../src/database-sync/publish/drop-generations.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';

const IS_LOCK = /^lock table/;
const IS_READING = /pg_get_viewdef/;

it('what refers to the live tables is read before they are locked, and again where it has changed since', async () => {
  const server = await startPostgres();
  const proxy = await startPostgresProxy(server.port);
  const through = { ...postgresSettings(server), address: { host: proxy.host, port: proxy.port } };
  const publish = async (generation: number, atFirstLock: () => void) => {
    const epoch = await stageByHand(server, through, generation);
    const seen: string[] = [];
    proxy.arm('client', ({ sql }) => {
      if (IS_LOCK.test(sql) && !seen.includes('lock')) {
        seen.push('lock');
        atFirstLock();
      }
      if (IS_READING.test(sql)) seen.push('read');
      return false;
    });
    await publishGeneration(through, { epoch, lockTimeoutMs: 20_000 });
    proxy.arm('client', () => false);
    return seen;
  };
  const shown = (view: string) => server.query(`select distinct generation from outside.${view}`);
  await server.query(
    `${tablesOf('public', 0)} create schema outside; create view outside.one as select * from public.a`,
  );
  expect(await publish(1, () => undefined)).toEqual(['read', 'lock']);
  expect(await shown('one')).toBe('1');

  await server.query('drop schema prev_public cascade');
  const holder = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database: 'postgres' });
  await holder.connect();
  await holder.query('begin; select 1 from public.a');
  let added = Promise.resolve();
  const seen = await publish(2, () => {
    added = holder
      .query('create view outside.two as select * from public.a; alter view outside.one rename to first; commit')
      .then(() => undefined);
  });
  await added;
  await holder.end();
  expect(seen).toEqual(['read', 'lock', 'read']);
  expect([await shown('first'), await shown('two')]).toEqual(['2', '2']);
  await proxy.stop();
  await server.stop();
});

it('a schema of somebody else under the name of the previous one is refused, neither renamed nor dropped', async () => {
  const server = await startPostgres();
  const target = postgresSettings(server);
  await server.query(`${tablesOf('public', 0)} create schema prev_public; create table prev_public.mine ()`);
  const epoch = await stageByHand(server, target, 1);
  await expect(publishGeneration(target, { epoch })).rejects.toThrow(/no publish has set aside "prev_public"/);
  expect(await server.query('select distinct generation from public.a')).toBe('0');
  await server.query('alter schema prev_public rename to mine');
  await publishGeneration(target, { epoch });
  await server.query('alter schema prev_public rename to by_hand; alter schema mine rename to prev_public');
  const back = await takeEpoch(target, randomUUID(), { applicationName: 'test' });
  await expect(rollbackGeneration(target, { epoch: back })).rejects.toMatchObject({ code: 'TARGET_UNSUITABLE' });
  await withConnection(target, { applicationName: 'test' }, (connection) =>
    dropGenerations(connection, { previous: true }),
  );
  expect(await server.query('select count(*) from prev_public.mine')).toBe('0');
  await server.stop();
});
