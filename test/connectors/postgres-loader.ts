import type { ConnectOptions, PostgresConnection } from '../../src/connectors/postgres/open-connection.js';
import { openConnection } from '../../src/connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import { eventually } from '../support/eventually.js';
import type { PostgresOptions } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';

export const PASSWORD = 'canary:p@ss/word';

/** A private server with the account `loader` and its table `person`, and what the tests of the connector ask of it. */
export const startLoaderServer = async (options: PostgresOptions) => {
  const server = await startPostgres(options);
  await server.query(`create role loader login password '${PASSWORD}';
    create table public.person (id int primary key, name text not null, born date);
    alter table public.person owner to loader; grant all on schema public to loader`);
  const opened: PostgresConnection[] = [];
  const settings = (over: Partial<PostgresSettings> = {}): PostgresSettings => ({
    address: { host: server.host, port: server.port },
    tls: 'off',
    account: { user: 'loader', password: PASSWORD },
    database: 'postgres',
    ...over,
  });
  const isThere = async (pid: number) =>
    (await server.query(`select count(*) from pg_stat_activity where pid = ${pid}`)) === '1';
  return {
    server,
    settings,
    connect: async (given: Partial<ConnectOptions> = {}, over: Partial<PostgresSettings> = {}) => {
      const connection = await openConnection(settings(over), { applicationName: 'test', ...given });
      opened.push(connection);
      return connection;
    },
    isThere,
    /** Waits until the server has no such session. */
    gone: (pid: number, timeoutMs?: number) =>
      eventually(`the end of the session ${pid}`, async () => ((await isThere(pid)) ? undefined : true), timeoutMs),
    end: (pid: number) => server.query(`select pg_terminate_backend(${pid})`),
    count: async () => Number(await server.query('select count(*) from public.person')),
    /** Closes what `connect` opened, and empties the table. */
    settle: async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await server.query('truncate public.person');
    },
  };
};

export type LoaderServer = Awaited<ReturnType<typeof startLoaderServer>>;
