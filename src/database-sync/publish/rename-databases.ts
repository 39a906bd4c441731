/**
 * 1. The renames are one transaction: they happen or nothing does, and nothing is left to undo if this program ends.
 * 2. The first rename of the live database takes the server's lock on it, so that nobody can log in any more, and then
 *    waits a few seconds for sessions to be gone: they are ended meanwhile, the one that holds the right to write last.
 *    Whoever logs in waits for the transaction.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';

export type Renaming = readonly [from: string, to: string];

/** Where a session is while its database is renamed. */
export const besideDatabase = (target: PostgresSettings): PostgresSettings => ({
  ...target,
  database: target.database === 'postgres' ? 'template1' : 'postgres',
});

/**
 * Renames databases in one transaction; `live` is a session in the live one, which is ended as the last of all. Throws
 * PUBLISH_LOCKED if a session cannot be ended.
 */
export const renameDatabases = (
  target: PostgresSettings,
  applicationName: string,
  live: PostgresConnection,
  renamings: readonly Renaming[],
  onCommit: () => void,
): Promise<void> => {
  const place = besideDatabase(target);
  return withConnection(place, { applicationName }, (renaming) =>
    withConnection(place, { applicationName }, async (ending) => {
      await renaming.execute(`begin; set local lock_timeout = '2s'; set local synchronous_commit = on`);
      let isOver = false;
      const renamed = renaming
        .execute(
          renamings.map(([from, to]) => `alter database ${quoteName(from)} rename to ${quoteName(to)}`).join('; '),
          [],
          'Cannot rename the database',
        )
        .finally(() => (isOver = true));
      try {
        await Promise.all([
          renamed,
          endSessions(
            ending,
            { renaming, live, database: target.database, names: renamings.map(([from]) => from) },
            () => isOver,
          ),
        ]);
      } catch (error) {
        // Nothing is renamed: the server rolls it back.
        renaming.destroy();
        await renamed.catch(() => undefined);
        const state = postgresErrorState(error);
        if (state !== IN_USE && state !== MAY_NOT && state !== LOCK_NOT_AVAILABLE) throw error;
        throw new StevedoreError(
          'PUBLISH_LOCKED',
          `Cannot publish: sessions of the database "${target.database}" cannot be ended, or begin again`,
          { cause: error },
        );
      }
      onCommit();
      await renaming.execute('commit', [], 'Cannot commit the publish');
    }),
  );
};

const IN_USE = '55006';
const MAY_NOT = '42501';
const LOCK_NOT_AVAILABLE = '55P03';
const ASK_EVERY_MS = 5;

interface Sessions {
  readonly renaming: PostgresConnection;
  readonly live: PostgresConnection;
  readonly database: string;
  readonly names: readonly string[];
}

const endSessions = async (
  ending: PostgresConnection,
  { renaming, live, database, names }: Sessions,
  isOver: () => boolean,
): Promise<void> => {
  const others = names.filter((name) => name !== database);
  for (let isHere = true; !isOver(); await sleep(ASK_EVERY_MS)) {
    const [lock] = await ending.query(LOCKED, [renaming.backend.pid, database]);
    const isShut = lock?.['held'] === true;
    const left = await ending.query(
      END,
      [isShut ? names : others, live.backend.pid],
      'Cannot end a session of the database',
    );
    if (!isShut || !isHere || left.length > 0) continue;
    isHere = false;
    await live.close();
  }
};

const LOCKED = `select exists (select from pg_catalog.pg_locks l join pg_catalog.pg_database d on d.oid = l.objid
  where l.pid = $1 and d.datname = $2 and l.locktype = 'object' and l.classid = 'pg_catalog.pg_database'::regclass
    and l.mode = 'AccessExclusiveLock' and l.granted) as held`;

/** The server ends its own workers by itself. */
const END = `select pid, pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
  where datname = any ($1::text[]) and usename is not null and pid <> $2`;
