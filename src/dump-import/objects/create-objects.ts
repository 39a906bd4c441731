import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ObjectKind, StoredObject } from '../../contracts/dump-import/stored-object.js';
import type { Failed } from './in-rounds.js';
import { inRounds } from './in-rounds.js';
import { createObject } from './create-object.js';

/** An object, its database, and an owner's connection whose schema it is created in. */
export interface ObjectTask {
  readonly database: string;
  readonly owner: MysqlConnection;
  readonly object: StoredObject;
}

export interface CreateObjectsOptions {
  readonly onCreated?: (task: ObjectTask) => void;
  /** How long a refused lock is retried, per object. @default 0 */
  readonly lockTimeoutMs?: number;
  /** As in `RoundsOptions.delaysMs`. */
  readonly delaysMs?: readonly number[];
}

/**
 * Creates the objects of several databases: routines first, since views and triggers may call them, then views,
 * triggers, events. Retries failures while something succeeds, because views may read views of either database, and
 * then a few times more. Returns the final failures with their databases. Throws if the server is away.
 */
export const tryObjects = async (
  tasks: readonly ObjectTask[],
  { onCreated = () => undefined, lockTimeoutMs = 0, delaysMs }: CreateObjectsOptions = {},
): Promise<Failed<ObjectTask>[]> => {
  const sorted = [...tasks].sort((a, b) => CREATE_ORDER[a.object.kind] - CREATE_ORDER[b.object.kind]);
  const lock = lockPatience(lockTimeoutMs);
  const perform = async (task: ObjectTask) => {
    await lock(task.object, () => createObject(task.owner, task.object));
    onCreated(task);
  };
  const failed = await inRounds(sorted, perform, {
    follows: firesBehind,
    ...(delaysMs === undefined ? {} : { delaysMs }),
  });
  return failed.map(({ item, error }) => ({ item, error: inDatabase(error, item.database) }));
};

/**
 * Whether two definitions, of which `other` comes later, are triggers of one table: they fire in the order of their
 * creation.
 */
export const firesBehind = (
  other: { readonly database: string; readonly object: StoredObject },
  first: { readonly database: string; readonly object: StoredObject },
): boolean =>
  other.database === first.database &&
  other.object.kind === 'trigger' &&
  first.object.kind === 'trigger' &&
  other.object.table?.toLowerCase() === first.object.table?.toLowerCase();

/** Like `tryObjects`, but throws the first failure: OBJECT_INVALID if the server refuses a definition. */
export const createObjects = async (
  tasks: readonly ObjectTask[],
  options: CreateObjectsOptions = {},
): Promise<void> => {
  const [first] = await tryObjects(tasks, options);
  if (first !== undefined) throw first.error;
};

/**
 * Retries a refused lock until its time is over; the time is shared by all tries for one object. The connection itself
 * does not queue for the lock, because readers would queue behind it.
 */
export const lockPatience = (lockTimeoutMs: number) => {
  const deadlines = new Map<unknown, number>();
  return async (what: unknown, body: () => Promise<void>): Promise<void> => {
    const deadline = deadlines.get(what) ?? Date.now() + lockTimeoutMs;
    deadlines.set(what, deadline);
    for (;;) {
      try {
        return await body();
      } catch (error) {
        const refused = isStevedoreError(error) && LOCK_CODES.has(error.code);
        if (!refused || Date.now() >= deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
};

const LOCK_CODES: ReadonlySet<string> = new Set(['MYSQL_LOCK_TIMEOUT', 'MYSQL_DEADLOCK']);

export const CREATE_ORDER: Readonly<Record<ObjectKind, number>> = {
  package: 0,
  'package body': 1,
  function: 2,
  procedure: 3,
  view: 4,
  trigger: 5,
  event: 6,
};

const inDatabase = (error: StevedoreError, database: string): StevedoreError =>
  new StevedoreError(error.code, `${error.message} (in "${database}")`, {
    details: { ...error.details, database },
    cause: error,
  });
