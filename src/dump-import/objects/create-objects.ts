import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ObjectKind, StoredObject } from '../../contracts/generation.js';
import { createObject } from './create-object.js';

/** An object, the database it belongs to and a connection of the owner whose schema it is created in. */
export interface ObjectTask {
  readonly database: string;
  readonly owner: MysqlConnection;
  readonly object: StoredObject;
}

/**
 * Creates the objects of several databases: routines first, since views and triggers may call them, then views, triggers, events.
 * What fails is tried again as long as something succeeds, because views may read views of either database.
 * Throws the first OBJECT_INVALID that remains, with its database.
 */
export const createObjects = async (
  tasks: readonly ObjectTask[],
  {
    onCreated = () => undefined,
    lockTimeoutMs = 0,
  }: {
    readonly onCreated?: (task: ObjectTask) => void;
    /** How long a refused lock is asked for again, per object. @default 0 */
    readonly lockTimeoutMs?: number;
  } = {},
): Promise<void> => {
  let pending = [...tasks].sort((a, b) => ORDER[a.object.kind] - ORDER[b.object.kind]);
  while (pending.length > 0) {
    const failed: { task: ObjectTask; error: StevedoreError }[] = [];
    for (const task of pending) {
      try {
        await untilUnlocked(lockTimeoutMs, () => createObject(task.owner, task.object));
        onCreated(task);
      } catch (error) {
        if (!isStevedoreError(error) || error.code !== 'OBJECT_INVALID') throw error;
        failed.push({ task, error });
      }
    }
    const [first] = failed;
    if (first !== undefined && failed.length === pending.length) throw inDatabase(first.error, first.task.database);
    pending = failed.map(({ task }) => task);
  }
};

/** The connection itself does not queue for a lock, because readers would queue behind it. */
const untilUnlocked = async (lockTimeoutMs: number, create: () => Promise<void>): Promise<void> => {
  for (const deadline = Date.now() + lockTimeoutMs; ; ) {
    try {
      return await create();
    } catch (error) {
      const refused = isStevedoreError(error) && LOCK_CODES.has(error.code);
      if (!refused || Date.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

const LOCK_CODES: ReadonlySet<string> = new Set(['MYSQL_LOCK_TIMEOUT', 'MYSQL_DEADLOCK']);

const ORDER: Readonly<Record<ObjectKind, number>> = {
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
