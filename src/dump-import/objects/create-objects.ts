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
  onCreated: (task: ObjectTask) => void = () => undefined,
): Promise<void> => {
  let pending = [...tasks].sort((a, b) => ORDER[a.object.kind] - ORDER[b.object.kind]);
  while (pending.length > 0) {
    const failed: { task: ObjectTask; error: StevedoreError }[] = [];
    for (const task of pending) {
      try {
        await createObject(task.owner, task.object);
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
