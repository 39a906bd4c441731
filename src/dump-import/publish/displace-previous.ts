import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import { CONTROL_SCHEMA, previousSchema, previousToken } from '../../contracts/names.js';
import { controlTable } from '../control/control-schema.js';
import type { JournalEntry } from '../control/journal.js';
import type { TokenReading } from '../control/tokens.js';
import { listTables } from './list-tables.js';
import type { PublishPlan } from './prepare-publish.js';
import type { Rename } from './rename-plan.js';
import { renameTables } from './rename-tables.js';

/** The token of the generation that is on its way out. */
export const displacedToken = (pipeline: string): string => `${previousToken(pipeline)}_2`;

/**
 * Moves the previous generation aside, tables and token in one statement, so that the live one can take its place; it is dropped
 * only after the commit. Throws ORIGINAL_ALREADY_PINNED where the tables there are not a generation of ours.
 */
export const displacePrevious = async (
  publisher: MysqlConnection,
  context: {
    readonly pipeline: string;
    readonly plan: PublishPlan;
    readonly previous: TokenReading;
    readonly facts: ServerFacts;
  },
): Promise<void> => {
  const { pipeline, plan, previous, facts } = context;
  const renames: Rename[] = [];
  if (previous.kind !== 'none') renames.push(tokenRename(pipeline));
  for (const { database, retired, displaced } of plan.journal.databases) {
    const tables = await listTables(publisher, retired);
    if (tables.length === 0) continue;
    const ours = previous.kind === 'read' && previous.provenance.databases.some((one) => one.database === database);
    const occupied = await listTables(publisher, displaced);
    if (!ours || occupied.length > 0) throw foreign(database, ours ? displaced : retired);
    await publisher.execute(`CREATE DATABASE IF NOT EXISTS ${quoteName(displaced)}`);
    renames.push(...tables.map((table) => ({ from: { schema: retired, table }, to: { schema: displaced, table } })));
  }
  await renameTables(publisher, renames, { flavor: facts.flavor, lockTimeoutMs: DISPLACE_LOCK_TIMEOUT_MS });
};

/** Nobody but a curious reader of the previous generation can hold a lock here. */
const DISPLACE_LOCK_TIMEOUT_MS = 10_000;

/** Brings a displaced generation back: the undo of `displacePrevious`, and nothing where nothing was displaced. */
export const restorePrevious = async (
  publisher: MysqlConnection,
  journal: JournalEntry,
  facts: ServerFacts,
): Promise<void> => {
  const renames: Rename[] = [];
  if ((await listTables(publisher, CONTROL_SCHEMA)).includes(displacedToken(journal.pipeline))) {
    const { from, to } = tokenRename(journal.pipeline);
    renames.push({ from: to, to: from });
  }
  for (const { retired, displaced, database } of journal.databases) {
    if (retired !== previousSchema(database)) continue;
    const tables = await listTables(publisher, displaced);
    renames.push(...tables.map((table) => ({ from: { schema: displaced, table }, to: { schema: retired, table } })));
  }
  await renameTables(publisher, renames, { flavor: facts.flavor, lockTimeoutMs: DISPLACE_LOCK_TIMEOUT_MS });
  // Made for the displacement, and empty now.
  for (const { displaced } of journal.databases) {
    if ((await listTables(publisher, displaced)).length > 0) continue;
    await publisher.execute(`DROP DATABASE IF EXISTS ${quoteName(displaced)}`, `Cannot drop the schema "${displaced}"`);
  }
};

/** Drops the displaced generation; only after the commit. */
export const dropDisplaced = async (publisher: MysqlConnection, journal: JournalEntry): Promise<void> => {
  for (const { displaced } of journal.databases) {
    await publisher.execute(`DROP DATABASE IF EXISTS ${quoteName(displaced)}`, `Cannot drop the schema "${displaced}"`);
  }
  await publisher.execute(`DROP TABLE IF EXISTS ${controlTable(displacedToken(journal.pipeline))}`);
};

const tokenRename = (pipeline: string): Rename => ({
  from: { schema: CONTROL_SCHEMA, table: previousToken(pipeline) },
  to: { schema: CONTROL_SCHEMA, table: displacedToken(pipeline) },
});

const foreign = (database: string, schema: string): StevedoreError =>
  new StevedoreError(
    'ORIGINAL_ALREADY_PINNED',
    `Cannot publish "${database}": the schema "${schema}" holds tables that are not a generation of ours; move them away first`,
    { details: { database, schema } },
  );
