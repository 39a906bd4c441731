import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { generationsOf } from '../../src/database-sync/publish/generations-of.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const site = async (name: string) => {
  await server.query(`create database ${name}`);
  await server.query(
    `${tablesOf('public', 0)} create schema auth;
     create table auth.users (id int primary key, a_id int, constraint to_a foreign key (a_id) references public.a (id));
     create table auth.notes (id int, a_id int);
     alter table auth.notes add constraint never foreign key (a_id) references public.a (id) not valid;
     insert into auth.users values (1, 1); create publication one for table public.a, public.b`,
    name,
  );
  const target = postgresSettings(server, name);
  return {
    target,
    generations: generationsOf(target),
    valid: () =>
      server.query(
        `select string_agg(conname || convalidated, ',' order by conname) from pg_constraint where contype = 'f'`,
        name,
      ),
    publish: async (generation: number, change = 'select') => {
      const epoch = await stageByHand(server, target, generation);
      await server.query(change, name);
      return { epoch, published: await publishGeneration(target, { epoch }) };
    },
  };
};

it('a constraint that nobody came to check after the commit is checked by the next run, or by a rollback', async () => {
  const { target, generations, valid, publish } = await site('killed');
  expect(await valid()).toBe('neverfalse,to_atrue');
  // Each program ends right after its commit.
  await publish(1);
  await publish(2);
  expect(await valid()).toBe('neverfalse,to_afalse');
  const epoch = await takeEpoch(target, randomUUID(), { applicationName: 'test' });
  await rollbackGeneration(target, { epoch });
  expect(await valid()).toBe('neverfalse,to_afalse');
  expect(await generations.complete(epoch.runId)).toEqual([]);
  // One that was not checked before is left as it was.
  expect(await valid()).toBe('neverfalse,to_atrue');
  const third = await publish(3);
  const again = await publishGeneration(target, { epoch: third.epoch });
  expect(again).toEqual(third.published);
  await generations.complete(third.epoch.runId);
  expect([await valid(), (await generations.list())[0]?.unchecked]).toEqual(['neverfalse,to_atrue', []]);
});

it('rows that do not fit are told each time until they do, and a constraint that is gone is forgotten', async () => {
  const { generations, valid, publish } = await site('unfit');
  const first = await publish(1, 'delete from imp_public.a where id = 1');
  const told = await generations.complete(first.epoch.runId);
  expect(told).toEqual([expect.stringMatching(/"to_a".*validate constraint "to_a"$/s)]);
  const second = await publish(2);
  expect(await generations.complete(second.epoch.runId)).toEqual([]);
  expect(await valid()).toBe('neverfalse,to_atrue');
  const third = await publish(3);
  await server.query('alter table auth.users drop constraint to_a', 'unfit');
  expect(await generations.complete(third.epoch.runId)).toEqual([]);
});

it('what a publish has to tell is told to whoever asks after it again', async () => {
  const { target, generations, publish } = await site('told');
  const { epoch, published } = await publish(1, 'drop table imp_public.b cascade');
  expect(published.warnings).toEqual([expect.stringContaining('The publication "one" has lost "public"."b"')]);
  expect((await publishGeneration(target, { epoch })).warnings).toEqual(published.warnings);
  expect((await generations.liveBy(epoch.runId))?.warnings).toEqual(published.warnings);
});
