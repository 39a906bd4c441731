import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { Published, PublishOptions } from './publish-transaction.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { displacedName, previousName } from '../generation-names.js';
import type { DatabaseExchange } from './exchange-databases.js';
import { exchangeDatabases } from './exchange-databases.js';
import { exchangeSchemas, prepareExchange } from './exchange-schemas.js';
import type { SyncGeneration } from './generation-record.js';
import { listGenerations, markLive, noteSchemas } from './generation-record.js';
import { assertOwnPreviousSchemas, schemasOf } from './own-schemas.js';
import { runPublishTransaction } from './publish-transaction.js';
import { epochName } from '../fence/epoch.js';
import { underLocks } from './under-locks.js';

/**
 * Puts what was live before the live generation live again: the transaction of a publish the other way. The second one
 * goes forward again. Before the first generation it is what stood there then. A schema that only the older one has was
 * not taken away by the publish of the newer one, and stays live.
 *
 * Called again by the same run, it does nothing more. Throws GENERATION_UNKNOWN where nothing is kept, PUBLISH_LOCKED,
 * TARGET_UNSUITABLE, FENCED.
 */
export const rollbackGeneration = async (target: PostgresSettings, options: PublishOptions): Promise<Published> => {
  const session = { applicationName: epochName(options.epoch) };
  const all = await withConnection(target, session, listGenerations);
  return isByDatabase(all)
    ? exchangeDatabases(target, options, (now) => databaseExchange(target.database, now))
    : rollBackSchemas(target, options);
};

/** Whether what is live and what was live before are databases, not schemas of one. */
export const isByDatabase = (all: readonly SyncGeneration[]): boolean =>
  all
    .filter(({ state }) => state === 'live' || state === 'previous')
    .reduce<SyncGeneration | undefined>(
      (newest, each) => (newest === undefined || each.generation > newest.generation ? each : newest),
      undefined,
    )?.record?.ownDatabase === true;

const databaseExchange = (database: string, all: readonly SyncGeneration[]): DatabaseExchange => {
  const { live, previous } = both(all);
  const third = displacedName(database, live.generation);
  return {
    next: previous,
    from: previousName(database),
    others: [
      [previous, 'staged'],
      [live, 'previous'],
    ],
    renamings: [
      [database, third],
      [previousName(database), database],
      [third, previousName(database)],
    ],
  };
};

const both = (all: readonly SyncGeneration[]) => {
  const [live, previous] = (['live', 'previous'] as const).map((state) => all.find((each) => each.state === state));
  if (live === undefined || previous === undefined)
    throw new StevedoreError(
      'GENERATION_UNKNOWN',
      'Cannot roll back: the database has no generation before the live one',
    );
  return { live, previous };
};

const rollBackSchemas = (target: PostgresSettings, options: PublishOptions): Promise<Published> =>
  runPublishTransaction(target, options, async (connection, all) => {
    const { lockTimeoutMs = 500, epoch } = options;
    const { live, previous } = both(all);
    // What the publish of the newer one exchanged: the other's schemas that it has not are live all the while.
    const newer = live.generation > previous.generation ? live : previous;
    const names = newer.record?.schemas.map(({ name }) => name) ?? [];
    const there = await schemasOf(connection, [...names, ...names.map(previousName)]);
    await assertOwnPreviousSchemas(connection, names, all);
    const standing = names.filter((name) => there.has(name));
    const ahead = await prepareExchange(connection, standing, lockTimeoutMs);
    return underLocks(connection, standing, lockTimeoutMs, async () => {
      // The live one waits under a third name: both exchange theirs.
      const third = (name: string) => displacedName(name, live.generation);
      const exchanged = await exchangeSchemas(
        connection,
        names.map((name) => ({
          name,
          ...(there.has(name) ? { aside: third(name) } : {}),
          ...(there.has(previousName(name)) ? { from: previousName(name) } : {}),
        })),
        ahead,
      );
      await runStatements(
        connection,
        names
          .filter((name) => there.has(name))
          .map((name) => `alter schema ${quoteName(third(name))} rename to ${quoteName(previousName(name))}`),
      );
      await noteSchemas(
        connection,
        standing.map((name) => there.get(name) ?? ''),
      );
      // One row at most is live, so the marks change hands by way of a third state, too.
      await markLive(connection, previous, epoch.runId, [
        [previous, 'staged'],
        [live, 'previous'],
      ]);
      return { ...exchanged, live: previous.generation };
    });
  });
