import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { copyDefinitions, createDatabase, createSchema, differenceOf, dumpDefinitions } from './schema-databases.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await createSchema(server, 'shop');
});
afterAll(() => server.stop());

describe('an object that is not copied', () => {
  it('is named with its reason, as is all that needs it, and the rest is copied', async () => {
    await createDatabase(server, 'strange');
    await server.query(
      `create schema s;
       create type s.base; create function s.base_in(cstring) returns s.base language internal immutable strict as 'int4in';
       create function s.base_out(s.base) returns cstring language internal immutable strict as 'int4out';
       create type s.base (input = s.base_in, output = s.base_out, like = int4);
       create table s.of_base (a s.base, b int);
       create view s.over_base as select b from s.of_base;
       create function s.in_c() returns trigger language c as '$libdir/autoinc', 'autoinc';
       create table s.plain (id int primary key);
       create trigger by_c before insert on s.plain for each row execute function s.in_c('id', 'id_seq');
       create language odd handler plpgsql_call_handler;
       create function s.odd_one() returns int language odd as 'begin return 1; end';
       create access method heap_again type table handler heap_tableam_handler;
       create table s.other_storage (a int) using heap_again;
       create conversion s.conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
       create extension postgres_fdw schema public;
       create server far foreign data wrapper postgres_fdw;
       create user mapping for shop_app server far options (user 'u', password 'top-secret');
       create subscription sub connection 'host=127.0.0.1 password=top-secret' publication p with (connect = false);
       create table s.half_indexed (a int); insert into s.half_indexed values (1), (1);`,
      'strange',
    );
    await server.query('create unique index concurrently half on s.half_indexed (a)', 'strange').catch(() => undefined);
    await createDatabase(server, 'strange_copy');
    const { unwritten } = await copyDefinitions({
      from: server,
      to: server,
      source: 'strange',
      target: 'strange_copy',
    });
    expect(unwritten.map(({ type, identity }) => `${type} ${identity}`)).toEqual([
      'access method heap_again',
      'conversion s.conv',
      'function s.base_in(pg_catalog.cstring)',
      'function s.base_out(s.base)',
      'function s.in_c()',
      'function s.odd_one()',
      'index s.half',
      'language odd',
      'subscription sub',
      'table s.of_base',
      'table s.other_storage',
      'trigger by_c on s.plain',
      'type s.base',
      'user mapping shop_app on server far',
      'view s.over_base',
    ]);
    for (const { reason } of unwritten) expect(reason).toMatch(/^[a-z].{15,}/);
    expect(JSON.stringify(unwritten)).not.toContain('top-secret');
    const tables = await server.query(
      `select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 's'::regnamespace and relkind in ('r', 'v')`,
      'strange_copy',
    );
    expect(tables).toBe('half_indexed plain');
    await server.query(
      'alter subscription sub disable; alter subscription sub set (slot_name = none); drop subscription sub',
      'strange',
    );
  });
});

describe('a database that gives away new objects by default privileges of its own', () => {
  it('has the grants of the source after they are reconciled, no more and no fewer', async () => {
    await createDatabase(server, 'generous');
    await server.query(
      `alter default privileges grant all on tables to visitors, public; alter default privileges grant all on sequences to visitors;
       alter default privileges grant all on functions to visitors with grant option; alter default privileges grant all on types to visitors;
       alter default privileges grant all on schemas to visitors; alter default privileges revoke execute on functions from public;
       alter default privileges revoke usage on types from public;`,
      'generous',
    );
    const { reconciled } = await copyDefinitions({
      from: server,
      to: server,
      source: 'shop',
      target: 'generous',
      reconcile: true,
    });
    expect(reconciled.length).toBeGreaterThan(100);
    const [shop, copy] = [await dumpDefinitions(server, 'shop'), await dumpDefinitions(server, 'generous')];
    // The default privileges of the target stay its own.
    expect(differenceOf(shop, copy).filter((line) => !/Type: DEFAULT ACL;/.test(line))).toEqual([]);
  });
});
