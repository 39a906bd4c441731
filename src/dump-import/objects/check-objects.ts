import type { DatabaseProof, StoredObject } from '../../contracts/generation.js';
import { stagingSchema } from '../../contracts/names.js';
import { renameSchemas, withEventStatus } from '../../formats/mysql-dump/object-definition.js';
import type { Epoch } from '../control/take-epoch.js';
import { inRounds } from '../in-rounds.js';
import { dropObject } from './create-object.js';
import type { ObjectTask } from './create-objects.js';
import { createObjects } from './create-objects.js';

/**
 * Creates every object of every database in staging and drops it again, so that one that the server refuses stops the run before
 * the publish. Names of the pipeline's databases inside a definition mean their staging here. Throws OBJECT_INVALID.
 */
export const checkObjects = async (
  epoch: Epoch,
  databases: readonly DatabaseProof[],
): Promise<void> => {
  const schemas = new Map(databases.map(({ database }) => [database, stagingSchema(database)]));
  const tasks: ObjectTask[] = [];
  const created: ObjectTask[] = [];
  try {
    for (const { database, objects } of databases) {
      if (objects.length === 0) continue;
      const owner = await epoch.open('owner', stagingSchema(database));
      tasks.push(...objects.map((object) => ({ database, owner, object: forStaging(object, schemas) })));
    }
    await createObjects(tasks, { onCreated: (task) => created.push(task) });
  } finally {
    const [left] = await inRounds(created.reverse(), ({ owner, object }) => dropObject(owner, object));
    // A trigger that stays behind would stand in the way of the publish.
    if (left !== undefined) throw left.error;
  }
};

/** The object as it is made in staging: names of the pipeline's databases mean their staging. */
export const forStaging = (object: StoredObject, schemas: ReadonlyMap<string, string>): StoredObject => ({
  ...object,
  // An event must not fire in staging, whatever the configuration says of the live one.
  sql: renameSchemas(
    object.kind === 'event' ? withEventStatus(object.sql, 'disabled', object.session.sqlMode) : object.sql,
    schemas,
    object.session.sqlMode,
  ),
});
