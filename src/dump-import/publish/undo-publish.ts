import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { JournalEntry } from '../control/journal.js';
import type { Epoch } from '../control/take-epoch.js';
import type { UnfinishedStep } from './completion/unfinished.js';
import { readUnfinished } from './completion/unfinished.js';
import type { ObjectTask } from '../objects/create-objects.js';
import { tryObjects } from '../objects/create-objects.js';
import type { Failed } from '../objects/in-rounds.js';
import type { Locking } from './completion/complete-publish.js';
import { recordUnfinished, warningOf, withFollowers } from './completion/complete-publish.js';
import { createPerformer } from './completion/perform-step.js';
import type { PlannedStep } from './completion/plan-completion.js';
import { liveEpoch } from './completion/retry-unfinished.js';
import { restorePrevious } from './displace-previous.js';
import { shortenLockWait } from './locks/with-lock-tries.js';

/**
 * Undoes a publish before the commit: restores everything that was dropped or moved. Returns the definitions that could
 * not be restored.
 */
export const undoPublish = async (
  epoch: Epoch,
  journal: JournalEntry,
  locking: Locking,
): Promise<Failed<ObjectTask>[]> => {
  await restorePrevious(epoch.publisher, journal, locking);
  const tasks: ObjectTask[] = [];
  for (const { database, dropped } of journal.databases) {
    if (dropped.length === 0) continue;
    const owner = await epoch.open('owner', database);
    await shortenLockWait(owner, locking.flavor);
    const standing = await readTriggers(owner, database);
    tasks.push(...withoutUntouched(dropped, standing).map((object) => ({ database, owner, object })));
  }
  return tryObjects(tasks, { lockTimeoutMs: locking.lockTimeoutMs });
};

/** The names of a schema's triggers; none where the server refuses to tell: all are then made again. */
const readTriggers = async (owner: MysqlConnection, schema: string): Promise<ReadonlySet<string>> => {
  try {
    const rows = await owner.query(
      'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?',
      [schema],
    );
    return new Set(rows.map(({ name }) => String(name)));
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    return new Set();
  }
};

/**
 * Without the triggers of each table that stand before the first that is missing. They were never dropped, because the
 * last goes first; to drop them now would change the order in which all fire, where the server refuses one of them.
 */
const withoutUntouched = (dropped: readonly StoredObject[], standing: ReadonlySet<string>): StoredObject[] => {
  const torn = new Set<string>();
  return dropped.filter(({ kind, name, table = '' }) => {
    if (kind !== 'trigger') return true;
    if (!standing.has(name)) torn.add(table);
    return torn.has(table);
  });
};

const asFailed = ({ step, stands, problem }: UnfinishedStep): Failed<PlannedStep> => ({
  item: { step, stands },
  error: new StevedoreError('MYSQL_STATEMENT_FAILED', problem),
});

/** Records what could not be restored, for whoever settles next; returns a warning for each. */
export const keepForLater = async (
  epoch: Epoch,
  { pipeline, databases }: JournalEntry,
  failed: readonly Failed<ObjectTask>[],
  locking: Locking,
): Promise<string[]> => {
  if (failed.length === 0) return [];
  const before = await readUnfinished(epoch.publisher, pipeline);
  const planned = databases.flatMap(({ database, dropped }) =>
    dropped.map((object) => ({ step: { kind: 'create', database, object } as const })),
  );
  const again = failed.flatMap(({ item: { database, object }, error }) =>
    planned.filter(({ step }) => step.database === database && step.object === object).map((item) => ({ item, error })),
  );
  const warnings = again.map(({ item, error }) =>
    warningOf(item.step, pipeline, `Cannot restore a definition in live: ${error.message}`),
  );
  const performer = createPerformer(epoch, { pipeline, ...locking });
  // What earlier publishes left stays recorded.
  await recordUnfinished(epoch, performer, pipeline, [...before.map(asFailed), ...withFollowers(again, planned)], {
    before: before.length,
    live: await liveEpoch(epoch.publisher, pipeline),
    formerly: () => null,
    warnings,
  });
  return warnings;
};
