import type { StevedoreError } from '../../contracts/errors.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import { renameSchemas, withEventStatus } from '../../formats/mysql-dump/objects/object-definition.js';
import type { Epoch } from '../control/take-epoch.js';
import { inRounds } from './in-rounds.js';
import { dropObject } from './create-object.js';
import type { ObjectTask } from './create-objects.js';
import { tryObjects } from './create-objects.js';

export interface ObjectsToTry {
  readonly database: string;
  readonly objects: readonly StoredObject[];
  /**
   * Views and routines that stay in live and that the objects may use; those that cannot be created are left out.
   * @default []
   */
  readonly beside?: readonly StoredObject[];
}

/**
 * Creates every object of every database in staging and drops it again, so that one that the server refuses stops the
 * run before the commit. The pipeline's database names in definitions mean their staging here. Throws OBJECT_INVALID,
 * unless `isPassed` allows it.
 */
export const checkObjects = async (
  epoch: Epoch,
  databases: readonly ObjectsToTry[],
  { isPassed = () => false }: { readonly isPassed?: (error: StevedoreError) => boolean } = {},
): Promise<void> => {
  if (databases.every(({ objects }) => objects.length === 0)) return;
  const schemas = new Map(databases.map(({ database }) => [database, stagingSchema(database)]));
  const wanted: ObjectTask[] = [];
  const beside: ObjectTask[] = [];
  const created: ObjectTask[] = [];
  const onCreated = (task: ObjectTask) => void created.push(task);
  try {
    for (const { database, objects, beside: staying = [] } of databases) {
      if (objects.length + staying.length === 0) continue;
      const owner = await epoch.open('owner', stagingSchema(database));
      const task = (object: StoredObject): ObjectTask => ({ database, owner, object: forStaging(object, schemas) });
      wanted.push(...objects.map(task));
      beside.push(...staying.map(task));
    }
    // Either may use the other. What stays in live and cannot be created here is not retried further.
    const first =
      beside.length === 0 ? undefined : await tryObjects([...beside, ...wanted], { onCreated, delaysMs: [] });
    const pending =
      first === undefined ? wanted : first.map(({ item }) => item).filter((item) => wanted.includes(item));
    const refused = (await tryObjects(pending, { onCreated })).find(({ error }) => !isPassed(error));
    if (refused !== undefined) throw refused.error;
  } finally {
    const [left] = await inRounds(created.reverse(), ({ owner, object }) => dropObject(owner, object));
    // A trigger left behind would block the publish.
    if (left !== undefined) throw left.error;
  }
};

/** Returns the object as created in staging: the pipeline's database names mean their staging. */
export const forStaging = (object: StoredObject, schemas: ReadonlyMap<string, string>): StoredObject => ({
  ...object,
  // An event must not fire in staging, whatever the configuration says of the live one.
  sql: renameSchemas(
    object.kind === 'event' ? withEventStatus(object.sql, 'disabled', object.session.sqlMode) : object.sql,
    schemas,
    object.session.sqlMode,
  ),
});
