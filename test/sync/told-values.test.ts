import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BuildEvent } from '../../src/database-sync/built-generation.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { copyDatabaseSettings } from '../../src/database-sync/publish/copy-database-settings.js';
import { startPostgres } from '../support/postgres-server.js';
import { build } from './build.js';
import { postgresSettings } from './hand-made-generation.js';

const CANARY = 'canary';
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  for (const name of ['shop', 'app', 'next']) await server.query(`create database ${name}`);
  await server.query(
    `create foreign data wrapper plain options (key 'canary-wrapper');
     create server stripe foreign data wrapper plain options (api_key 'canary-server');
     create user mapping for postgres server stripe options (password 'canary-mapping');
     create table public.t (id int, kept text default 'canary-default'); comment on table public.t is 'canary-comment';
     create function public.f() returns text language sql set app.key to 'canary-function' as 'select ''canary-body'''`,
    'shop',
  );
});
afterAll(() => server.stop());

/** The target refuses statements of these tags, as one without the rights or the software would. */
const refusing = (...tags: readonly string[]) =>
  server.query(
    `create schema if not exists guard; create or replace function guard.refuse() returns event_trigger language plpgsql as $$ begin raise exception 'canary-raised'; end $$;
     drop event trigger if exists no; create event trigger no on ddl_command_start when tag in (${tags.map((tag) => `'${tag}'`).join(', ')}) execute function guard.refuse()`,
    'app',
  );

it('no value of a statement that a target refuses is told: not in warnings, errors or what is said on the way', async () => {
  const told: BuildEvent[] = [];
  const copied = async () =>
    build({
      from: { server, database: 'shop' },
      to: { server, database: 'app' },
      allowMissing: ['user mapping *'],
      onProgress: (event) => told.push(event),
    });
  await refusing('CREATE FOREIGN DATA WRAPPER', 'CREATE SERVER');
  const { warnings } = await copied();
  expect(warnings.join('\n')).toMatch(/server "stripe" is not added.*CREATE SERVER/);
  expect(JSON.stringify([warnings, told])).not.toContain(CANARY);
  for (const tag of ['CREATE TABLE', 'COMMENT', 'CREATE FUNCTION']) {
    await refusing(tag);
    const error = await copied().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'POSTGRES_STATEMENT_FAILED',
      message: expect.stringContaining(tag.split(' ').at(-1) ?? tag),
    });
    expect(JSON.stringify([error, String(error), (error as Error).stack, told])).not.toContain(CANARY);
  }
});

it('what a database cannot be given of its settings is named without the value', async () => {
  await server.query(
    `create role loader login password 'x'; create role reader; alter database app owner to loader; alter database next owner to loader;
     alter role reader in database app set app.jwt_secret to 'canary-setting'; alter database app set app.key to 'canary-database'`,
  );
  const asLoader = (database: string) => ({
    ...postgresSettings(server, database),
    account: { user: 'loader', password: 'x' },
  });
  const warnings = await withConnection(asLoader('app'), { applicationName: 'test' }, (live) =>
    withConnection(asLoader('next'), { applicationName: 'test' }, (next) => copyDatabaseSettings(live, next, 'next')),
  );
  expect(warnings.join('\n')).toMatch(/alter role "reader" in database "next" set "app"."jwt_secret" to …/);
  expect(JSON.stringify(warnings)).not.toContain(CANARY);
});
