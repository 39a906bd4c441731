import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { GenerationRecord, SyncGeneration } from './generation-record.js';
import type { Published, PublishOptions } from './publish-transaction.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { makeAdditions } from '../profiles/make-additions.js';
import { displacedName, previousName, stagingName } from '../generation-names.js';
import type { DatabaseExchange } from './exchange-databases.js';
import { exchangeDatabases } from './exchange-databases.js';
import { exchangeSchemas, prepareExchange } from './exchange-schemas.js';
import { generationOfRun, markLive, noteSchemas } from './generation-record.js';
import { assertOwnPreviousSchemas, keptSchemas, schemasOf } from './own-schemas.js';
import { runPublishTransaction } from './publish-transaction.js';
import { epochName } from '../fence/epoch.js';
import { underLocks } from './under-locks.js';

/**
 * Puts the generation that a run has built live: one try.
 *
 * 1. Readers see the old generation or the new one, in one statement and in one transaction. They wait for as long as
 *    the renaming takes, which begins when every lock is held.
 * 2. What was live is kept whole under `prev_<schema>`; all that was kept so before is set aside, to be dropped.
 * 3. All of it, with the mark, is one transaction. Called again for a generation that is live, it says so.
 * 4. A generation in a database of its own is published by renaming databases: sessions are ended once.
 *
 * Throws PUBLISH_LOCKED (who holds locks: `findBlockers`), TARGET_UNSUITABLE, FENCED, GENERATION_UNKNOWN.
 */
export const publishGeneration = async (target: PostgresSettings, options: PublishOptions): Promise<Published> => {
  const { runId } = options.epoch;
  const session = { applicationName: epochName(options.epoch) };
  const mine = await withConnection(target, session, (connection) => generationOfRun(connection, runId));
  return mine?.record?.ownDatabase === true
    ? exchangeDatabases(target, options, (all) => databaseExchange(target.database, all, runId))
    : publishSchemas(target, options);
};

const publishSchemas = (target: PostgresSettings, options: PublishOptions): Promise<Published> =>
  runPublishTransaction(target, options, async (connection, all) => {
    const { lockTimeoutMs = 500, epoch } = options;
    const next = all.find((each) => each.runId === epoch.runId);
    const { schemas, atPublish } = stagedRecord(next, epoch.runId);
    const [live, previous] = (['live', 'previous'] as const).map((state) => all.find((each) => each.state === state));
    const names = schemas.map(({ name }) => name);
    const there = await schemasOf(connection, names);
    await assertOwnPreviousSchemas(connection, names, all);
    const ahead = await prepareExchange(connection, [...there.keys()], lockTimeoutMs);
    const kept = await keptSchemas(connection, all);
    return underLocks(connection, [...there.keys()], lockTimeoutMs, async () => {
      await setPreviousAside(connection, kept, previous?.generation ?? 0);
      const exchanged = await exchangeSchemas(
        connection,
        schemas.map(({ name, staging }) => ({
          name,
          from: staging,
          ...(there.has(name) ? { aside: previousName(name) } : {}),
        })),
        ahead,
      );
      const left = await makeAdditions(connection, atPublish);
      await noteSchemas(connection, [...there.values()]);
      await markLive(connection, next as SyncGeneration, epoch.runId, [
        [previous, 'gone'],
        [live, 'previous'],
      ]);
      return { ...exchanged, warnings: [...exchanged.warnings, ...left], live: next?.generation ?? 0 };
    });
  });

/** What is live becomes `prev_<database>`, and what was kept so before is set aside. */
const databaseExchange = (database: string, all: readonly SyncGeneration[], runId: string): DatabaseExchange => {
  const next = all.find((each) => each.runId === runId);
  stagedRecord(next, runId);
  const [live, previous] = (['live', 'previous'] as const).map((state) => all.find((each) => each.state === state));
  const from = stagingName(database);
  const kept = previousName(database);
  return {
    next: next as SyncGeneration,
    from,
    others: [
      [previous, 'gone'],
      [live, 'previous'],
    ],
    renamings: [
      [kept, displacedName(database, previous?.generation ?? 0)],
      [database, kept],
      [from, database],
    ],
  };
};

const stagedRecord = (next: SyncGeneration | undefined, runId: string): GenerationRecord => {
  if (next?.state === 'staged' && next.record !== undefined) return next.record;
  throw new StevedoreError(
    'GENERATION_UNKNOWN',
    `Cannot publish: the database has no proved generation of the run ${runId}; start the run again`,
  );
};

/**
 * Makes room for what is live now: one generation before the live one is kept, with those of its schemas that the next
 * one does not replace.
 */
const setPreviousAside = (connection: PostgresConnection, kept: readonly string[], generation: number): Promise<void> =>
  runStatements(
    connection,
    kept.map(
      (name) =>
        `alter schema ${quoteName(name)} rename to ${quoteName(displacedName(name.replace(/^prev_/, ''), generation))}`,
    ),
  );
