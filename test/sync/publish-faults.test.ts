import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { dropGenerations } from '../../src/database-sync/publish/drop-generations.js';
import { readMark } from '../../src/database-sync/publish/generation-record.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';

const inTest = { applicationName: 'test' };
const ROUNDS = 8;
let server: PostgresServer;
let proxy: PostgresProxy;
let target: PostgresSettings;
let through: PostgresSettings;
beforeAll(async () => {
  server = await startPostgres({ settings: ['fsync=on', 'full_page_writes=on'] });
  proxy = await startPostgresProxy(server.port);
  target = postgresSettings(server);
  through = { ...target, address: { host: proxy.host, port: proxy.port } };
  await server.query(tablesOf('public', 0));
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

const quietly = () => proxy.arm('client', () => false);
const pair = () =>
  server.query(
    `select string_agg(distinct generation::text, ',') || ' ' || count(*) from (select generation from public.a union all select generation from public.b) r`,
  );
const mark = () => withConnection(target, inTest, readMark);
/** A server that a process of which was killed starts again by itself. */
const whenUp = async () => {
  for (;;) {
    const isUp = await mark().then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(50);
  }
};

/** The statements of an undisturbed publish. */
const countStatements = async (): Promise<number> => {
  const epoch = await stageByHand(server, target, 1);
  quietly();
  await publishGeneration(through, { epoch });
  return proxy.count();
};

it('a publish that is cut at each of its statements has happened whole with its mark, or not at all, and goes on when asked again', async () => {
  const all = await countStatements();
  expect(all).toBeGreaterThan(20);
  let live = 1;
  for (let nth = 1; nth <= all; nth += 1) {
    const generation = nth + 1;
    const epoch = await stageByHand(server, target, generation);
    const strike = (['backend', 'client', 'answer'] as const)[nth % 3] ?? 'client';
    proxy.arm(strike, (statement) => statement.nth === nth);
    const outcome = await publishGeneration(through, { epoch }).then(
      () => 'live',
      () => 'failed',
    );
    expect(proxy.fired).toHaveLength(1);
    const isLive = (await mark())?.runId === epoch.runId;
    expect(await pair()).toBe(`${isLive ? generation : live} 100`);
    // What is live is never told as failed, and the other way round.
    expect([nth, outcome]).toEqual([nth, isLive ? 'live' : 'failed']);
    quietly();
    await publishGeneration(through, { epoch });
    expect(await pair()).toBe(`${generation} 100`);
    live = generation;
    await withConnection(target, inTest, (connection) => dropGenerations(connection));
  }
});

it('an answer to COMMIT that is lost is settled by the mark: in a publish, and in a rollback', async () => {
  const epoch = await stageByHand(server, target, 500);
  proxy.arm('answer', ({ sql }) => sql === 'commit');
  await publishGeneration(through, { epoch });
  expect([proxy.fired.length, await pair()]).toEqual([1, '500 100']);
  const back = await takeEpoch(target, randomUUID(), inTest);
  proxy.arm('answer', ({ sql }) => sql === 'commit');
  const { generation } = await rollbackGeneration(through, { epoch: back });
  expect(proxy.fired).toHaveLength(1);
  expect((await mark())?.generation).toBe(generation);
  expect(await pair()).not.toBe('500 100');
});

it('SIGKILL of the publishing backend, or of the whole server, leaves one generation whole, and its mark', async () => {
  let generation = 1_000;
  const outcomes = new Set<string>();
  quietly();
  for (let round = 0; round < ROUNDS; round += 1) {
    generation += 1;
    const before = await pair();
    const epoch = await stageByHand(server, target, generation);
    const isServer = round % 4 === 3;
    let isStruck = false;
    proxy.arm('client', ({ nth, pid, sql }) => {
      if (isStruck || (round < ROUNDS - 2 ? nth < 4 + round * 4 : sql !== 'commit')) return false;
      isStruck = true;
      if (isServer) void server.kill9();
      else process.kill(pid, 'SIGKILL');
      return false;
    });
    const outcome = await publishGeneration(through, { epoch }).then(
      () => 'live',
      () => 'failed',
    );
    expect([round, isStruck]).toEqual([round, true]);
    if (isServer) await server.restart();
    await whenUp();
    const isLive = (await mark())?.runId === epoch.runId;
    outcomes.add(`${isServer ? 'server' : 'backend'} ${isLive ? 'live' : 'not live'}`);
    expect(await pair()).toBe(isLive ? `${generation} 100` : before);
    if (outcome === 'live') expect(isLive).toBe(true);
    quietly();
    await publishGeneration(through, { epoch });
    expect(await pair()).toBe(`${generation} 100`);
    await withConnection(target, inTest, (connection) => dropGenerations(connection));
  }
  expect([...outcomes].some((each) => each.startsWith('backend not live'))).toBe(true);
  expect([...outcomes].some((each) => each.startsWith('server'))).toBe(true);
});

it('3,000 tables go live at once, and the old ones are dropped in parts that the server has room for', async () => {
  await server.query('create database many');
  const many = postgresSettings(server, 'many');
  const tables = (schema: string, generation: number) =>
    `do $$ begin for i in 1..500 loop execute format('create table ${schema}.t%s (generation int)', i + %1$s); end loop; end $$`.replace(
      '%1$s',
      String(generation),
    );
  const fill = async (schema: string) => {
    for (let from = 0; from < 3_000; from += 500) await server.query(tables(schema, from), 'many');
  };
  await server.query(tablesOf('public', 0), 'many');
  await fill('public');
  for (const generation of [1, 2]) {
    const epoch = await stageByHand(server, many, generation);
    await fill('imp_public');
    await publishGeneration(many, { epoch });
  }
  expect(await server.query('select distinct generation from public.a', 'many')).toBe('2');
  await withConnection(many, inTest, (connection) => dropGenerations(connection, { previous: true }));
  expect(
    await server.query(
      `select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where relkind = 'r' and relname ~ '^t[0-9]' and nspname = 'public'`,
      'many',
    ),
  ).toBe('3000');
  expect(await server.query(`select count(*) from pg_namespace where nspname ~ '^(prev|stevedore_old)_'`, 'many')).toBe(
    '0',
  );
});
