import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import {
  ORIGINAL_GENERATION,
  originalSchema,
  previousSchema,
  spentToken,
  stagingSchema,
} from '../../contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { JournalDatabase, JournalEntry } from '../control/journal.js';
import type { Epoch } from '../control/take-epoch.js';
import type { PreviousToken, TokenReading } from '../control/tokens.js';
import type { SchemaObjects } from '../objects/read-objects.js';
import { readObjects } from '../objects/read-objects.js';
import { assertNoForeignKeysFromOutside, leavingTables } from './foreign-keys/assert-foreign-keys.js';
import { assertNamesFree, readStaying } from './assert-names-free.js';
import type { Displacement } from './displace-previous.js';
import { NO_DISPLACEMENT, planDisplacement, planSurplus } from './displace-previous.js';
import { keptTables } from './kept-tables.js';
import { listPartitionedTables, listTables } from '../list-tables.js';
import type { DatabaseTables, Rename } from './rename/rename-plan.js';
import { planRename } from './rename/rename-plan.js';

export interface PublishContext {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  readonly facts: ServerFacts;
  readonly staged: readonly DatabaseProof[];
  readonly current: TokenReading;
  readonly previous: readonly PreviousToken[];
}

export interface PublishPlan {
  readonly tables: readonly DatabaseTables[];
  readonly journal: JournalEntry;
  readonly schemas: readonly { readonly name: string; readonly charset?: string; readonly collation?: string }[];
  readonly pinned: readonly string[];
  readonly displacement: Displacement;
  /** The statement that commits. */
  readonly renames: readonly Rename[];
}

/** Inspects live and staging and plans everything that the publish will do; changes nothing. */
export const preparePublish = async (epoch: Epoch, context: PublishContext): Promise<PublishPlan> => {
  const { settings, current } = context;
  const pipeline = settings.name;
  const owner = await epoch.open('owner');
  const databases = [];
  for (const proof of context.staged) {
    databases.push(await prepareDatabase(epoch.publisher, owner, context, proof));
  }
  const tables = databases.map((one) => one.tables);
  await assertNoForeignKeysFromOutside(
    epoch.publisher,
    tables.map(({ database, live, kept, staged }) => ({ database, leaving: leavingTables(live, kept, staged) })),
  );
  // The tables from before the first import return to their own place and displace no generation.
  const isOriginal = current.kind === 'read' && current.provenance.generation === ORIGINAL_GENERATION;
  const kept = keptOf(settings, context.previous);
  const displacement =
    current.kind === 'none'
      ? NO_DISPLACEMENT
      : isOriginal
        ? planSurplus(kept)
        : await planDisplacement(epoch.publisher, kept);
  const spent = isOriginal ? [spentToken(pipeline, epoch.number, 'live')] : [];
  const { schemas, tokens } = displacement.dropAfter;
  return {
    tables,
    displacement,
    renames: planRename({
      pipeline,
      epoch: epoch.number,
      hasCurrentToken: current.kind !== 'none',
      ...(spent[0] === undefined ? {} : { currentTokenTo: spent[0] }),
      databases: tables,
    }),
    journal: {
      pipeline,
      epoch: epoch.number,
      runId: context.runId,
      action: 'publish',
      databases: databases.map(({ journal }) => journal),
      shifted: displacement.shifted,
      dropAfter: { schemas, tokens: [...tokens, ...spent] },
    },
    schemas: databases.flatMap(({ schemas }) => schemas),
    pinned: databases.filter((one) => !one.ours && one.tables.live.length > 0).map((one) => one.tables.database),
  };
};

/** What of a pipeline is kept, and how much of it is to be. */
export const keptOf = ({ name, databases, publish }: DumpImportSettings, tokens: readonly PreviousToken[]) => ({
  pipeline: name,
  databases: databases.map((database) => database.name),
  tokens,
  keep: publish.keepPrevious,
});

const prepareDatabase = async (
  publisher: MysqlConnection,
  owner: MysqlConnection,
  { settings, facts, current }: PublishContext,
  proof: DatabaseProof,
) => {
  const { database } = proof;
  const formerDatabase = databaseIn(current, database);
  const ours = formerDatabase !== undefined;
  const live = await listTables(publisher, database);
  const staged = await listTables(publisher, stagingSchema(database));
  assertStagedTables(proof, staged);
  await assertNotPartitioned(publisher, settings, facts, database, [stagingSchema(database), database]);
  const retired = ours ? previousSchema(database) : originalSchema(database);
  if (!ours && live.length > 0) await assertNothingPinned(publisher, database);
  const kept = keptTables(settings, database, live);
  const found = await readObjects(owner, database);
  const staying = kept.filter((table) => !staged.includes(table));
  assertNamesFree(database, proof.objects, await readStaying(publisher, database, staying), facts);
  const charset = proof.charset ?? settings.charset;
  const tables: DatabaseTables = { database, retired, live, staged, kept };
  const journal: JournalDatabase = {
    database,
    retired,
    dropped: droppedBeforeCommit(found, tables),
    replaced: replacedAfterCommit(found, proof, formerDatabase),
  };
  const liveSchema = {
    name: database,
    ...(charset === undefined ? {} : { charset }),
    ...(proof.collation === undefined ? {} : { collation: proof.collation }),
  };
  return { tables, journal, ours, schemas: live.length > 0 ? [liveSchema, { name: retired }] : [liveSchema] };
};

/** Creates the schemas that the rename moves tables to. */
export const ensureSchemas = async (publisher: MysqlConnection, plan: PublishPlan): Promise<void> => {
  for (const { name, charset, collation } of plan.schemas) {
    await publisher.execute(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(name)}${charset === undefined ? '' : ` CHARACTER SET ${charset}`}` +
        (collation === undefined ? '' : ` COLLATE ${collation}`),
      `Cannot create the schema "${name}"`,
    );
  }
};

/** The proof of a database in a generation's record; undefined if the generation did not include it. */
export const databaseIn = (reading: TokenReading, database: string): DatabaseProof | undefined =>
  reading.kind === 'read' ? reading.provenance.databases.find((one) => one.database === database) : undefined;

const assertStagedTables = (proof: DatabaseProof, staged: readonly string[]): void => {
  const proved = new Set(proof.tables.map(({ table }) => table.toLowerCase()));
  const same = staged.length === proof.tables.length && staged.every((table) => proved.has(table.toLowerCase()));
  if (same) return;
  throw new StevedoreError(
    'PROOF_FAILED',
    `Cannot publish "${proof.database}": its staging schema no longer holds the ${proof.tables.length} tables that were proved`,
    { details: { database: proof.database } },
  );
};

/** MariaDB can leave a rename of partitioned tables half done if the server is killed in the middle. */
export const assertNotPartitioned = async (
  publisher: MysqlConnection,
  settings: DumpImportSettings,
  facts: ServerFacts,
  database: string,
  schemas: readonly string[],
): Promise<void> => {
  if (facts.flavor !== 'mariadb' || settings.publish.allowPartitioned) return;
  for (const schema of schemas) {
    const [table] = await listPartitionedTables(publisher, schema);
    if (table === undefined) continue;
    throw new StevedoreError(
      'PARTITIONED_TABLE',
      `Cannot publish "${database}": table "${table}" is partitioned, and MariaDB may leave the publish half done when ` +
        'the server is killed in the middle; set publish.allow_partitioned to accept that',
      { details: { database, table } },
    );
  }
};

export const assertNothingPinned = async (publisher: MysqlConnection, database: string): Promise<void> => {
  const schema = originalSchema(database);
  const tables = await listTables(publisher, schema);
  if (tables.length === 0) return;
  throw new StevedoreError(
    'ORIGINAL_ALREADY_PINNED',
    `Cannot publish "${database}": its tables are not a generation of ours and "${schema}" already holds ` +
      `${tables.length} tables from before; move them away first`,
    { details: { database, schema } },
  );
};

/** A table with triggers cannot move between schemas, and a view of a table's name would make the rename fail. */
export const droppedBeforeCommit = (
  { objects, hidden }: SchemaObjects,
  tables: Pick<DatabaseTables, 'database' | 'staged' | 'kept'>,
): StoredObject[] => {
  const stays = (table = '') => tables.kept.includes(table) && !tables.staged.includes(table);
  const inTheWay = ({ kind, name, table }: { kind: string; name: string; table?: string }) =>
    kind === 'trigger' ? !stays(table) : kind === 'view' && tables.staged.includes(name);
  const unsaved = hidden.find(inTheWay);
  if (unsaved !== undefined) throw cannotSave(tables.database, unsaved.kind, unsaved.name);
  return objects.filter(inTheWay);
};

/**
 * What the new generation redefines, and what only the previous one had. Anything else was made by others and stays.
 */
export const replacedAfterCommit = (
  { objects, hidden }: SchemaObjects,
  proof: Pick<DatabaseProof, 'database' | 'objects'>,
  former: DatabaseProof | undefined,
): StoredObject[] => {
  const key = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name.toLowerCase()}`;
  const gone = new Set([...proof.objects, ...(former?.objects ?? [])].map(key));
  const unsaved = hidden.find((object) => gone.has(key(object)));
  if (unsaved !== undefined) throw cannotSave(proof.database, unsaved.kind, unsaved.name);
  return objects.filter((object) => object.kind !== 'trigger' && gone.has(key(object)));
};

const cannotSave = (database: string, kind: string, name: string): StevedoreError =>
  new StevedoreError(
    'MYSQL_PERMISSION_DENIED',
    `Cannot save ${kind} "${name}" of "${database}" before replacing it: the owner account may not read its definition`,
    { details: { database, kind, name } },
  );
