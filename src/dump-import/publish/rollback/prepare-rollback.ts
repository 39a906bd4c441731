import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import type { ServerFacts } from '../../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { Provenance } from '../../../contracts/dump-import/generation.js';
import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import {
  CONTROL_SCHEMA,
  ORIGINAL_GENERATION,
  originalSchema,
  previousSchema,
  spentToken,
  stagingSchema,
} from '../../../contracts/dump-import/target-names.js';
import type { RollbackTarget } from '../../../contracts/dump-import/rollback-target.js';
import type { DumpImportSettings } from '../../../contracts/dump-import/settings.js';
import { controlTable } from '../../control/control-schema.js';
import type { JournalDatabase } from '../../control/journal.js';
import type { Epoch } from '../../control/take-epoch.js';
import type { PreviousToken, TokenReading } from '../../control/tokens.js';
import { readObjects } from '../../objects/read-objects.js';
import { assertNoForeignKeysFromOutside } from '../foreign-keys/assert-foreign-keys.js';
import { assertNamesFree, readStaying } from '../assert-names-free.js';
import { databasesOf, NO_DISPLACEMENT } from '../displace-previous.js';
import { keptTables } from '../kept-tables.js';
import { listTables } from '../../list-tables.js';
import type { PublishPlan } from '../prepare-publish.js';
import {
  assertNothingPinned,
  assertNotPartitioned,
  databaseIn,
  droppedBeforeCommit,
  replacedAfterCommit,
} from '../prepare-publish.js';
import type { RollbackTables } from './rollback-plan.js';
import { planRollback } from './rollback-plan.js';
import { stayingObjects } from '../staying-objects.js';
import type { ReturningDatabase } from '../try-returning.js';

export interface RollbackContext {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly facts: ServerFacts;
  readonly live: Provenance;
  readonly previous: readonly PreviousToken[];
  readonly target: RollbackTarget;
}

export interface PreparedRollback {
  readonly plan: PublishPlan;
  /** The target's record, with the epoch that brings it back. */
  readonly provenance: Provenance;
  /** What its definitions can be tried with. */
  readonly returning: readonly Omit<ReturningDatabase, 'objects'>[];
}

/** Inspects live and the returning generation and plans everything that the rollback will do; changes nothing. */
export const prepareRollback = async (epoch: Epoch, context: RollbackContext): Promise<PreparedRollback> => {
  const { settings, runId, live, previous, target } = context;
  const { publisher } = epoch;
  const pipeline = settings.name;
  const reading: TokenReading = previous.find(({ age }) => age === target.age)?.reading ?? { kind: 'none' };
  const names = new Set(
    [live, ...(reading.kind === 'read' ? [reading.provenance] : [])].flatMap(({ databases }) =>
      databases.map(({ database }) => database),
    ),
  );
  const owner = await epoch.open('owner');
  const databases = [];
  for (const database of names) databases.push(await prepareDatabase(publisher, owner, context, reading, database));
  await assertNoForeignKeysFromOutside(
    publisher,
    databases.map(({ tables: { database, leaving } }) => ({ database, leaving })),
    { dropping: false },
  );
  const renames = planRollback({
    pipeline,
    epoch: epoch.number,
    live: live.generation,
    ...(target.age === undefined ? {} : { targetAge: target.age }),
    ages: previous.map(({ age }) => age),
    databases: databases.map(({ tables }) => tables),
    others: await otherTables(publisher, context, [...names]),
  });
  const spent = renames.flatMap(({ to }) =>
    (['target', 'live'] as const).some((which) => spentToken(pipeline, epoch.number, which) === to.table)
      ? [to.table]
      : [],
  );
  const plan: PublishPlan = {
    tables: databases.map(({ tables, live: all, kept }) => ({
      database: tables.database,
      retired: tables.retired,
      live: all,
      staged: tables.arriving,
      kept,
    })),
    journal: {
      pipeline,
      epoch: epoch.number,
      runId,
      action: 'rollback',
      databases: databases.map(({ journal }) => journal),
      shifted: [],
      dropAfter: { schemas: [], tokens: spent },
    },
    schemas: [...new Set(renames.map(({ to }) => to.schema))]
      .filter((name) => name !== CONTROL_SCHEMA)
      .map((name) => ({ name })),
    pinned: [],
    displacement: NO_DISPLACEMENT,
    renames,
  };
  const at = new Date().toISOString();
  const record: Omit<Provenance, 'epoch'> =
    reading.kind === 'read'
      ? reading.provenance
      : { pipeline, generation: ORIGINAL_GENERATION, runId, preparedAt: at, databases: [] };
  return {
    plan,
    provenance: { ...record, epoch: epoch.number, rolledBack: { runId, at, from: live.generation } },
    returning: databases.map(({ returning }) => returning),
  };
};

const prepareDatabase = async (
  publisher: MysqlConnection,
  owner: MysqlConnection,
  { settings, facts, live: liveRecord, target }: RollbackContext,
  reading: TokenReading,
  database: string,
) => {
  const refuse = (state: string) =>
    new StevedoreError('ROLLBACK_IMPOSSIBLE', `Cannot roll back to generation ${target.generation}: ${state}`, {
      details: { pipeline: settings.name, database },
    });
  if (!settings.databases.some(({ name }) => name === database)) {
    throw refuse(`its database "${database}" is no longer configured`);
  }
  const returning = databaseIn(reading, database);
  const former = liveRecord.databases.find((one) => one.database === database);
  const source = returning === undefined ? originalSchema(database) : previousSchema(database, target.age);
  const retired = former === undefined ? originalSchema(database) : previousSchema(database);
  const live = await listTables(publisher, database);
  const arriving = await listTables(publisher, source);
  if (arriving.length === 0) throw refuse(`there are no tables of "${database}" to go back to`);
  const there = new Set(arriving.map((table) => table.toLowerCase()));
  const missing = returning?.tables.find(({ table }) => !there.has(table.toLowerCase()));
  if (missing !== undefined) throw refuse(`"${source}" has no table "${missing.table}"`);
  if (former === undefined && live.length > 0) await assertNothingPinned(publisher, database);
  await assertNotPartitioned(publisher, settings, facts, database, [source, database]);
  const kept = keptTables(settings, database, live).filter((table) => !arriving.includes(table));
  const found = await readObjects(owner, database);
  const create = returning === undefined ? await readOriginals(publisher, settings.name, database) : undefined;
  const objects = create ?? returning?.objects ?? [];
  assertNamesFree(database, objects, await readStaying(publisher, database, kept), facts);
  const journal: JournalDatabase = {
    database,
    retired,
    dropped: droppedBeforeCommit(found, { database, staged: arriving, kept }),
    replaced: replacedAfterCommit(found, { database, objects }, former),
    ...(create === undefined ? {} : { create }),
  };
  const leaving = live.filter((table) => !kept.includes(table));
  const tables: RollbackTables = { database, source, retired, leaving, arriving };
  const named = (schema: string, names: readonly string[]) => names.map((table) => ({ schema, table }));
  const returningTables = {
    database,
    tables: [...named(source, arriving), ...named(database, kept)],
    beside: stayingObjects(found, [...journal.dropped, ...journal.replaced]),
  };
  return { tables, journal, live, kept, returning: returningTables };
};

/** The kept generations that do not return but may have to move; also those of databases no longer configured. */
const otherTables = async (
  publisher: MysqlConnection,
  { previous, target }: RollbackContext,
  names: readonly string[],
) => {
  const others = [];
  for (const database of databasesOf(previous, names)) {
    for (const { age } of previous) {
      if (age === target.age) continue;
      others.push({ database, age, tables: await listTables(publisher, previousSchema(database, age)) });
    }
  }
  return others;
};

/** The definitions from before the first import that were removed; the others never left. */
const readOriginals = async (
  publisher: MysqlConnection,
  pipeline: string,
  database: string,
): Promise<StoredObject[]> => {
  const [row] = await publisher.query(
    `SELECT objects FROM ${controlTable('originals')} WHERE pipeline = ? AND database_name = ?`,
    [pipeline, database],
  );
  return row === undefined ? [] : (JSON.parse(String(row['objects'])) as StoredObject[]);
};

/** The schemas of a plan that must be empty staging when it begins. */
export const hopSchemas = (plan: PublishPlan): string[] =>
  plan.tables.flatMap(({ database }) =>
    plan.schemas.some(({ name }) => name === stagingSchema(database)) ? [database] : [],
  );
