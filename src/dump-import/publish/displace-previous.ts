import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import { CONTROL_SCHEMA, previousSchema, previousToken } from '../../contracts/dump-import/target-names.js';
import { controlTable } from '../control/control-schema.js';
import type { JournalEntry } from '../control/journal.js';
import type { PreviousToken } from '../control/tokens.js';
import { listTables } from '../list-tables.js';
import type { Rename } from './rename/rename-plan.js';
import { renameTables } from './rename/rename-tables.js';
import type { LockTries } from './locks/with-lock-tries.js';
import { dropSchema } from '../drop-schema.js';

export interface Displacement {
  /** One statement before the commit: each kept generation becomes one older, the oldest first. */
  readonly shifted: readonly Rename[];
  /** Generations beyond `publish.keep_previous` whose places are needed; dropped before the shift. */
  readonly surplus: DropList;
  /** Generations that the shift moved beyond `publish.keep_previous`; dropped after the commit. */
  readonly dropAfter: DropList;
}

export interface DropList {
  readonly schemas: readonly string[];
  readonly tokens: readonly string[];
}

export const NO_DISPLACEMENT: Displacement = {
  shifted: [],
  surplus: { schemas: [], tokens: [] },
  dropAfter: { schemas: [], tokens: [] },
};

/**
 * Plans how the kept generations make room for the live one; changes nothing. All databases of a kept generation move
 * together, so that a schema's age always is its token's. Throws ORIGINAL_ALREADY_PINNED if tables in the way are not a
 * generation of ours.
 */
export const planDisplacement = async (
  publisher: MysqlConnection,
  context: {
    readonly pipeline: string;
    readonly databases: readonly string[];
    readonly tokens: readonly PreviousToken[];
    readonly keep: number;
  },
): Promise<Displacement> => {
  const { pipeline, tokens, keep } = context;
  const databases = databasesOf(tokens, context.databases);
  const moving = tokens.filter(({ age }) => age <= keep).sort((a, b) => b.age - a.age);
  const vacated = new Set(tokens.map(({ age }) => age));
  const shifted: Rename[] = moving.map(({ age }) => tokenRename(pipeline, age, age + 1));
  for (const database of databases) {
    if (!vacated.has(1) && (await listTables(publisher, previousSchema(database))).length > 0) {
      throw foreign(database, previousSchema(database));
    }
    for (const { age, reading } of moving) {
      const [from, to] = [previousSchema(database, age), previousSchema(database, age + 1)];
      const tables = await listTables(publisher, from);
      if (tables.length === 0) continue;
      const ours = reading.kind === 'read' && reading.provenance.databases.some((one) => one.database === database);
      if (!ours) throw foreign(database, from);
      if (!vacated.has(age + 1) && (await listTables(publisher, to)).length > 0) throw foreign(database, to);
      shifted.push(...tables.map((table) => ({ from: { schema: from, table }, to: { schema: to, table } })));
    }
  }
  const last = previousToken(pipeline, keep + 1);
  return {
    shifted,
    surplus: beyond(context),
    dropAfter: {
      schemas: databases
        .map((database) => previousSchema(database, keep + 1))
        .filter((name) => hasTarget(shifted, name)),
      tokens: shifted.some(({ to }) => to.schema === CONTROL_SCHEMA && to.table === last) ? [last] : [],
    },
  };
};

/**
 * Plans for the case that nothing moves, because the live tables go back to `orig_<db>`: generations beyond
 * `publish.keep_previous` are dropped after the commit. Otherwise each rollback to the state before the first import
 * would leave one more generation.
 */
export const planSurplus = (context: {
  readonly pipeline: string;
  readonly databases: readonly string[];
  readonly tokens: readonly PreviousToken[];
  readonly keep: number;
}): Displacement => ({ ...NO_DISPLACEMENT, dropAfter: beyond(context) });

const beyond = ({ pipeline, databases, tokens, keep }: Parameters<typeof planSurplus>[0]): DropList => {
  const surplus = tokens.filter(({ age }) => age > keep);
  const all = databasesOf(tokens, databases);
  return {
    schemas: surplus.flatMap(({ age }) => all.map((database) => previousSchema(database, age))),
    tokens: surplus.map(({ age }) => previousToken(pipeline, age)),
  };
};

/** Every database in a kept generation, configured or not, and those given. */
export const databasesOf = (tokens: readonly PreviousToken[], also: readonly string[]): string[] => [
  ...new Set([
    ...also,
    ...tokens.flatMap(({ reading }) =>
      reading.kind === 'read' ? reading.provenance.databases.map(({ database }) => database) : [],
    ),
  ]),
];

/** Makes room in `prev_<db>`: drops the surplus and moves the kept generations, tables and tokens, in one statement. */
export const displacePrevious = async (
  publisher: MysqlConnection,
  { shifted, surplus }: Displacement,
  locking: Omit<LockTries, 'lockTimeoutMs'>,
): Promise<void> => {
  await dropAll(publisher, surplus);
  for (const schema of new Set(shifted.map(({ to }) => to.schema))) {
    if (schema === CONTROL_SCHEMA) continue;
    await publisher.execute(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(schema)}`,
      `Cannot create the schema "${schema}"`,
    );
  }
  await renameTables(publisher, shifted, { ...locking, lockTimeoutMs: DISPLACE_LOCK_TIMEOUT_MS });
};

/** Only a reader of the previous generation can hold a lock here. */
const DISPLACE_LOCK_TIMEOUT_MS = 10_000;

/** Moves displaced generations back: the undo of `displacePrevious`. Does nothing if nothing was displaced. */
export const restorePrevious = async (
  publisher: MysqlConnection,
  { shifted }: JournalEntry,
  facts: Pick<ServerFacts, 'flavor'>,
): Promise<void> => {
  const schemas = new Set(shifted.flatMap(({ from, to }) => [from.schema, to.schema]));
  const there = new Set<string>();
  for (const schema of schemas)
    for (const table of await listTables(publisher, schema)) there.add(`${schema}.${table}`);
  const back: Rename[] = [];
  // In reverse order, so that each table finds its place empty.
  for (const { from, to } of shifted.toReversed()) {
    const [before, after] = [`${from.schema}.${from.table}`, `${to.schema}.${to.table}`];
    if (there.has(before) || !there.has(after)) continue;
    there.delete(after);
    there.add(before);
    back.push({ from: to, to: from });
  }
  await renameTables(publisher, back, { flavor: facts.flavor, lockTimeoutMs: DISPLACE_LOCK_TIMEOUT_MS });
  // Created for the shift, and empty now.
  for (const schema of schemas) {
    if (schema === CONTROL_SCHEMA || [...there].some((table) => table.startsWith(`${schema}.`))) continue;
    await dropSchema(publisher, schema);
  }
};

/** Drops kept generations, each token after its tables; only those in the way, or after the commit. */
export const dropAll = async (publisher: MysqlConnection, { schemas, tokens }: DropList): Promise<void> => {
  if (schemas.length === 0 && tokens.length === 0) return;
  // Readers of live never queue behind these; the short time-out of the rename would only turn a passing lock into a
  // failure.
  await publisher.execute(`SET lock_wait_timeout = ${DROP_LOCK_TIMEOUT_S}`);
  for (const schema of schemas) {
    await dropSchema(publisher, schema);
  }
  for (const token of tokens) await publisher.execute(`DROP TABLE IF EXISTS ${controlTable(token)}`);
};

const DROP_LOCK_TIMEOUT_S = 60;

const hasTarget = (renames: readonly Rename[], schema: string): boolean =>
  renames.some(({ to }) => to.schema === schema);

const tokenRename = (pipeline: string, from: number, to: number): Rename => ({
  from: { schema: CONTROL_SCHEMA, table: previousToken(pipeline, from) },
  to: { schema: CONTROL_SCHEMA, table: previousToken(pipeline, to) },
});

const foreign = (database: string, schema: string): StevedoreError =>
  new StevedoreError(
    'ORIGINAL_ALREADY_PINNED',
    `Cannot publish "${database}": the schema "${schema}" holds tables that are not a generation of ours; move them away first`,
    { details: { database, schema } },
  );
