import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { Epoch } from '../../src/database-sync/fence/epoch.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { randomUUID } from 'node:crypto';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { beginGeneration, noteStaged } from '../../src/database-sync/publish/generation-record.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';

export const postgresSettings = (
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  database = 'postgres',
): PostgresSettings => ({
  address: { host, port },
  tls: 'off',
  account: { user: 'postgres', password: '' },
  database,
});

/** Two tables, of which every row tells its generation, and what applications have of them. */
export const tablesOf = (schema: string, generation: number): string => `
  create table ${schema}.a (id int primary key, generation int not null);
  create table ${schema}.b (id int primary key, generation int not null);
  copy ${schema}.a from program 'seq -f %g,${generation} 50' with (format csv, freeze);
  copy ${schema}.b from program 'seq -f %g,${generation} 50' with (format csv, freeze);
  create view ${schema}.both_tables as select a.generation as one, b.generation as other from ${schema}.a join ${schema}.b using (id);
  create function ${schema}.said() returns table (one int, other int) language sql as
    'select a.generation, b.generation from public.a join public.b using (id)';
  create function ${schema}.hook() returns trigger language plpgsql as 'begin new.heard := ${generation}; return new; end';
  create function ${schema}.heard_ddl() returns event_trigger language plpgsql as 'begin end';
  create function ${schema}.allowed() returns boolean language sql as 'select true';
  create function ${schema}.standard() returns int language sql as 'select ${generation}';`;

/** Makes staging of `public` with plain SQL, as a run would have left it, and takes the right to publish it. */
export const stageByHand = async (
  server: PostgresServer,
  target: PostgresSettings,
  generation: number,
): Promise<Epoch> => {
  const runId = randomUUID();
  const epoch = await takeEpoch(target, runId, { applicationName: 'test' });
  await server.query(
    `drop schema if exists imp_public cascade; create schema imp_public; ${tablesOf('imp_public', generation)}
     create function imp_public.bound() returns table (one int, other int) language sql begin atomic
       select a.generation, b.generation from imp_public.a join imp_public.b using (id); end`,
    target.database,
  );
  await withConnection(target, { applicationName: 'test' }, async (connection) => {
    await beginGeneration(connection, { runId, pipeline: 'local', source: 'by hand' });
    await noteStaged(connection, runId, new Date().toISOString(), {
      schemas: [{ name: 'public', staging: 'imp_public' }],
      tables: [],
      atPublish: [],
      ownDatabase: false,
    });
  });
  return epoch;
};
