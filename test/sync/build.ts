import type { BuildOptions, BuiltGeneration } from '../../src/database-sync/built-generation.js';
import type { SyncSelection } from '../../src/contracts/database-sync/selection.js';
import type { PostgresSettings } from '../../src/contracts/connections/postgres.js';
import type { SyncSource } from '../../src/database-sync/source/sync-source.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { buildGeneration } from '../../src/database-sync/build-generation.js';
import { openDatabaseSource } from '../../src/database-sync/source/database-source.js';

export interface Place {
  readonly server: PostgresServer;
  readonly database: string;
  /** @default the superuser, who needs no password */
  readonly account?: { readonly user: string; readonly password: string };
}

export const settingsOf = ({ server, database, account }: Place): PostgresSettings => ({
  address: { host: server.host, port: server.port },
  tls: 'off',
  account: account ?? { user: 'postgres', password: '' },
  database,
});

export interface BuildRequest extends Partial<BuildOptions>, SyncSelection {
  readonly from: Place;
  readonly to: Place;
  /** Puts something of the test between source and builder. */
  readonly through?: (source: SyncSource) => SyncSource;
}

const selectionOf = ({ schemas, profile, include, missingRoles }: SyncSelection): SyncSelection => ({
  ...(schemas === undefined ? {} : { schemas }),
  ...(profile === undefined ? {} : { profile }),
  ...(include === undefined ? {} : { include }),
  ...(missingRoles === undefined ? {} : { missingRoles }),
});

/** Builds a generation from one database beside what is live in another. */
export const build = ({ from, to, through = (source) => source, ...options }: BuildRequest) =>
  buildGeneration(
    async ({ version, facts, signal }) =>
      through(
        await openDatabaseSource(settingsOf(from), {
          applicationName: 'build-test',
          targetVersion: version,
          target: facts,
          ...(signal === undefined ? {} : { signal }),
          ...selectionOf(options),
        }),
      ),
    settingsOf(to),
    { applicationName: 'build-test', ...options },
  );

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Puts what was built in the place of what is live, as bluntly as a test may: extensions of the old schemas are carried
 * over, the rest of them is dropped.
 */
export const goLive = async ({ server, database }: Place, { schemas, atPublish }: BuiltGeneration): Promise<void> => {
  const carried: string[] = [];
  for (const { name, staging } of schemas) {
    const found = await server.query(
      `select extname from pg_extension where extnamespace = (select oid from pg_namespace where nspname = '${name.replaceAll("'", "''")}')`,
      database,
    );
    for (const extension of found.split('\n').filter(Boolean))
      carried.push(`alter extension ${quoted(extension)} set schema ${quoted(staging)}`);
  }
  const moves = schemas.map(
    ({ name, staging }) =>
      `drop schema if exists ${quoted(name)} cascade; alter schema ${quoted(staging)} rename to ${quoted(name)}`,
  );
  await server.query([...carried, ...moves, ...atPublish.map(({ statement }) => statement)].join('; '), database);
};
