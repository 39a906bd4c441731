import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { quoteName, quoteText } from '../../connectors/mysql/quote-name.js';
import type { Provenance, StoredObject } from '../../contracts/generation.js';
import { originalSchema, stagingSchema } from '../../contracts/names.js';
import type { DumpImportSettings } from '../../contracts/settings.js';
import { withEventStatus } from '../../formats/mysql-dump/object-definition.js';
import { controlTable } from '../control/control-schema.js';
import type { JournalEntry } from '../control/journal.js';
import { clearJournal, readJournal } from '../control/journal.js';
import { forgetLoadedTables } from '../control/loaded-tables.js';
import { forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { readCurrentToken } from '../control/tokens.js';
import { dropObject } from '../objects/create-object.js';
import type { ObjectTask } from '../objects/create-objects.js';
import { createObjects } from '../objects/create-objects.js';
import { assertNotTorn } from './assert-not-torn.js';
import { listTables } from './list-tables.js';
import { dropDisplaced, restorePrevious } from './displace-previous.js';
import { publishLocked } from './rename-tables.js';
import { isLockRefusal, shortenLockWait, withLockTries } from './with-lock-tries.js';

export type Settlement = 'nothing' | 'finished' | 'undone';

/**
 * Brings a publish that was interrupted to its end: finished where its token has moved, undone where it has not. Needs an epoch over
 * the whole pipeline, so that whoever began it can no longer go on. Repeatable at every line. Throws PUBLISH_TORN where the server
 * itself lost half of the rename; nothing is changed then.
 */
export const settlePublish = async (epoch: Epoch, settings: DumpImportSettings): Promise<Settlement> => {
  const journal = await readJournal(epoch.publisher, settings.name);
  if (journal === undefined) return 'nothing';
  const current = await readCurrentToken(epoch.publisher, settings.name);
  const moved = current.kind === 'read' && current.provenance.epoch === journal.epoch;
  await assertNotTorn(epoch.publisher, journal, moved);
  if (moved) {
    await finishPublish(epoch, settings, journal, current.provenance);
    return 'finished';
  }
  await undoPublish(epoch, journal, settings.publish.lockTimeoutMs);
  await clearJournal(epoch.publisher, settings.name);
  return 'undone';
};

/** After the commit: the objects of the new generation, and the end of what it displaced. */
export const finishPublish = async (
  epoch: Epoch,
  settings: DumpImportSettings,
  journal: JournalEntry,
  provenance: Provenance,
): Promise<void> => {
  const tasks: ObjectTask[] = [];
  const facts = await readServerFacts(epoch.publisher);
  const locking = { flavor: facts.flavor, lockTimeoutMs: settings.publish.lockTimeoutMs };
  for (const { database, replaced, create } of journal.databases) {
    const owner = await epoch.open('owner', database);
    await shortenLockWait(owner, facts.flavor);
    const wanted = create ?? objectsOf(provenance, database, settings);
    for (const object of replaced.filter((one) => !wanted.some(sameAs(one)))) {
      await withLockTries(owner, locking, () => dropObject(owner, object));
    }
    tasks.push(...wanted.map((object) => ({ database, owner, object })));
  }
  await createObjects(tasks, { lockTimeoutMs: locking.lockTimeoutMs });
  await keepOriginals(epoch, journal);
  await dropDisplaced(epoch.publisher, journal);
  const loader = await epoch.open('loader');
  for (const { database, create } of journal.databases) {
    if (create !== undefined) await forgetOriginals(epoch, journal.pipeline, database);
    // Nothing is ever in there after a rollback, unless the server lost half of its statement.
    const busy = journal.action === 'rollback' && (await listTables(epoch.publisher, stagingSchema(database))).length > 0;
    if (!busy) await loader.execute(`DROP DATABASE IF EXISTS ${quoteName(stagingSchema(database))}`);
    await forgetStagedDatabase(epoch.publisher, journal.pipeline, database);
    await forgetLoadedTables(epoch.publisher, journal.pipeline, database);
  }
  await clearJournal(epoch.publisher, journal.pipeline);
};

/**
 * Before the commit: everything that was dropped or moved aside comes back. Throws PUBLISH_LOCKED where it cannot get its locks: the
 * journal then stays, and the next try begins with it.
 */
export const undoPublish = async (epoch: Epoch, journal: JournalEntry, lockTimeoutMs: number): Promise<void> => {
  const facts = await readServerFacts(epoch.publisher);
  await restorePrevious(epoch.publisher, journal, facts);
  const tasks: ObjectTask[] = [];
  for (const { database, dropped } of journal.databases) {
    if (dropped.length === 0) continue;
    const owner = await epoch.open('owner', database);
    await shortenLockWait(owner, facts.flavor);
    tasks.push(...dropped.map((object) => ({ database, owner, object })));
  }
  await createObjects(tasks, { lockTimeoutMs }).catch((error: unknown) => {
    throw isLockRefusal(error) ? publishLocked(lockTimeoutMs, error) : error;
  });
};

/** Definitions that were there before the first import are pinned like the tables beside them. */
const keepOriginals = async (epoch: Epoch, journal: JournalEntry): Promise<void> => {
  for (const { database, retired, dropped, replaced } of journal.databases) {
    const objects = [...dropped, ...replaced];
    if (retired !== originalSchema(database) || objects.length === 0) continue;
    await epoch.publisher.execute(
      `INSERT IGNORE INTO ${controlTable('originals')} (pipeline, database_name, pinned_at, objects) VALUES (${[
        quoteText(journal.pipeline),
        quoteText(database),
        'UTC_TIMESTAMP(3)',
        quoteText(JSON.stringify(objects)),
      ].join(', ')})`,
    );
  }
};

/** They stand in live again, and are read anew when they have to give way once more. */
const forgetOriginals = async (epoch: Epoch, pipeline: string, database: string): Promise<void> => {
  await epoch.publisher.query(`DELETE FROM ${controlTable('originals')} WHERE pipeline = ? AND database_name = ?`, [
    pipeline,
    database,
  ]);
};

/** The objects of a generation as they are created in live. */
const objectsOf = (provenance: Provenance, database: string, settings: DumpImportSettings): StoredObject[] =>
  (provenance.databases.find((one) => one.database === database)?.objects ?? [])
    .filter(({ kind }) => kind !== 'event' || settings.objects.events !== 'skip')
    .map((object) => forLive(object, settings));

const forLive = (object: StoredObject, { objects }: DumpImportSettings): StoredObject =>
  object.kind === 'event' && objects.events === 'disabled'
    ? { ...object, sql: withEventStatus(object.sql, 'disabled', object.session.sqlMode) }
    : object;

const sameAs =
  (object: StoredObject) =>
  (other: StoredObject): boolean =>
    other.kind === object.kind && other.name.toLowerCase() === object.name.toLowerCase();
