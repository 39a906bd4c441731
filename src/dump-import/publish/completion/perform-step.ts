import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteName, quoteText } from '../../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../../connectors/mysql/server-facts.js';
import { stagingSchema } from '../../../contracts/dump-import/target-names.js';
import { controlTable } from '../../control/control-schema.js';
import { forgetLoadedTables } from '../../control/loaded-tables.js';
import { forgetStagedDatabase } from '../../control/staged-databases.js';
import type { Epoch } from '../../control/take-epoch.js';
import { createObject, dropObject } from '../../objects/create-object.js';
import { lockPatience } from '../../objects/create-objects.js';
import { readObject } from '../../objects/read-objects.js';
import { dropAll } from '../displace-previous.js';
import { listTables } from '../../list-tables.js';
import { shortenLockWait } from '../locks/with-lock-tries.js';
import type { CompletionStep } from './completion-step.js';
import type { PlannedStep } from './plan-completion.js';
import { dropSchema } from '../../drop-schema.js';

/** The server omits the schema's name from a view if it is the connection's own. */
const isSame = (one: string | null, other: string | null, database: string): boolean => {
  const plain = (sql: string | null) => sql?.replaceAll(`${quoteName(database)}.`, '');
  return plain(one) === plain(other);
};

/** Performs steps over connections of one epoch, which it opens on demand. */
export interface StepPerformer {
  /** Performs one step; idempotent. Throws `MYSQL_…` codes, OBJECT_INVALID, FENCED. */
  readonly perform: (planned: PlannedStep) => Promise<void>;
  /** Reads the definition in the place of a step's; null if there is none. */
  readonly standing: (step: CompletionStep) => Promise<string | null>;
  /** The owner's connection to a database. */
  readonly ownerOf: (database: string) => Promise<MysqlConnection>;
}

export const createPerformer = (
  epoch: Epoch,
  {
    pipeline,
    flavor,
    lockTimeoutMs,
  }: { readonly pipeline: string; readonly flavor: ServerFacts['flavor']; readonly lockTimeoutMs: number },
): StepPerformer => {
  const owners = new Map<string, MysqlConnection>();
  const ownerOf = async (database: string): Promise<MysqlConnection> => {
    const owner = owners.get(database) ?? (await epoch.open('owner', database));
    if (!owners.has(database)) await shortenLockWait(owner, flavor);
    owners.set(database, owner);
    return owner;
  };
  let loader: MysqlConnection | undefined;
  const lock = lockPatience(lockTimeoutMs);
  const { publisher } = epoch;

  const standing = async (step: CompletionStep): Promise<string | null> => {
    if (step.kind !== 'drop' && step.kind !== 'create') return null;
    return (await readObject(await ownerOf(step.database), step.database, step.object))?.sql ?? null;
  };
  const perform = async ({ step, stands }: PlannedStep): Promise<void> => {
    // Somebody has changed it meanwhile.
    if (stands !== undefined && !isSame(await standing(step), stands, step.database)) return;
    const { database } = step;
    switch (step.kind) {
      case 'drop':
      case 'create': {
        const owner = await ownerOf(database);
        const treat = step.kind === 'drop' ? dropObject : createObject;
        return lock(step.object, () => treat(owner, step.object));
      }
      case 'pin':
        return void (await publisher.execute(
          `INSERT IGNORE INTO ${controlTable('originals')} (pipeline, database_name, pinned_at, objects) VALUES (${[
            quoteText(pipeline),
            quoteText(database),
            'UTC_TIMESTAMP(3)',
            quoteText(JSON.stringify(step.objects)),
          ].join(', ')})`,
          `Cannot keep the definitions of "${database}" from before the first import`,
        ));
      case 'unpin':
        return void (await publisher.query(
          `DELETE FROM ${controlTable('originals')} WHERE pipeline = ? AND database_name = ?`,
          [pipeline, database],
        ));
      case 'displaced':
        return dropAll(publisher, step);
      case 'staging':
        if (await isFilledSince(publisher, pipeline, step)) return;
        if (step.onlyEmpty && (await listTables(publisher, stagingSchema(database))).length > 0) return;
        loader ??= await epoch.open('loader');
        await dropSchema(loader, stagingSchema(database), `Cannot drop the staging of "${database}"`);
        return;
      case 'records':
        if (await isFilledSince(publisher, pipeline, step)) return;
        await forgetStagedDatabase(publisher, pipeline, database);
        await forgetLoadedTables(publisher, pipeline, database);
    }
  };
  return { perform, standing, ownerOf };
};

/** Whether a later run already loads into a database's staging; possible if the journal could not be closed before. */
const isFilledSince = async (
  publisher: MysqlConnection,
  pipeline: string,
  { database, epoch }: { readonly database: string; readonly epoch: number },
): Promise<boolean> => {
  const [later] = await publisher.query(
    `SELECT 1 FROM ${controlTable('epochs')} WHERE pipeline = ? AND scope = ? AND epoch > ? LIMIT 1`,
    [pipeline, database, epoch],
  );
  return later !== undefined;
};
