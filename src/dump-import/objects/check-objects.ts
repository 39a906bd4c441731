import { openConnection } from '../../connectors/mysql/open-connection.js';
import type { DatabaseProof, StoredObject } from '../../contracts/generation.js';
import { stagingSchema } from '../../contracts/names.js';
import type { MysqlSettings } from '../../contracts/settings.js';
import { renameSchemas, withEventStatus } from '../../formats/mysql-dump/object-definition.js';
import { dropObject } from './create-object.js';
import type { ObjectTask } from './create-objects.js';
import { createObjects } from './create-objects.js';

/**
 * Creates every object of every database in staging and drops it again, so that one that the server refuses stops the run before
 * the publish. Names of the pipeline's databases inside a definition mean their staging here. Throws OBJECT_INVALID.
 */
export const checkObjects = async (
  mysql: MysqlSettings,
  databases: readonly DatabaseProof[],
  signal?: AbortSignal,
): Promise<void> => {
  const schemas = new Map(databases.map(({ database }) => [database, stagingSchema(database)]));
  const tasks: ObjectTask[] = [];
  const created: ObjectTask[] = [];
  try {
    for (const { database, objects } of databases) {
      const options = { database: stagingSchema(database), ...(signal === undefined ? {} : { signal }) };
      const owner = await openConnection(mysql, 'owner', options);
      tasks.push(...objects.map((object) => ({ database, owner, object: forStaging(object, schemas) })));
      if (objects.length === 0) await owner.close();
    }
    await createObjects(tasks, { onCreated: (task) => created.push(task) });
  } finally {
    for (const { owner, object } of created.reverse()) await dropObject(owner, object);
    await Promise.all([...new Set(tasks.map(({ owner }) => owner))].map((owner) => owner.close()));
  }
};

const forStaging = (object: StoredObject, schemas: ReadonlyMap<string, string>): StoredObject => ({
  ...object,
  // An event must not fire in staging, whatever the configuration says of the live one.
  sql: renameSchemas(
    object.kind === 'event' ? withEventStatus(object.sql, 'disabled', object.session.sqlMode) : object.sql,
    schemas,
    object.session.sqlMode,
  ),
});
