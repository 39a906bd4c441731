import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { StevedoreError } from '../../contracts/errors.js';
import type { StoreSettings } from '../../contracts/settings.js';
import { createEngine } from '../create-engine.js';
import type { StoreEngine } from '../engine.js';
import { migrate } from '../migrate.js';
import { createStoreCall } from '../store-call.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { TableSum } from './content-sum.js';
import { startTableSum } from './content-sum.js';
import { COPIED_TABLES } from './copied-tables.js';
import { readRows } from './read-rows.js';
import { isUnfinished, markUnfinished, unmark } from './unfinished-copy.js';
import { writeRows } from './write-rows.js';

/**
 * Copies an installation's records from one server to another.
 *
 * 1. The source is read in one consistent transaction and never written, except for migrations that it needs.
 * 2. The target is empty, or holds what an unfinished copy left, which is removed first. Until everything is verified
 *    it
 *    carries a mark, and programs refuse a store with that mark.
 * 3. Both are read again at the end: the target has the source's rows byte for byte, and the source has not changed
 *    since.
 */
export interface CopyOptions {
  /** The copy continues once it has returned or resolved. */
  readonly onProgress?: (progress: CopyProgress) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

export interface CopyProgress {
  readonly step: 'copy' | 'verify';
  readonly table: string;
  /** Rows of this table so far. */
  readonly rows: number;
  readonly done: boolean;
}

export interface CopyReport {
  readonly tables: readonly (TableSum & { readonly table: string })[];
}

interface Side {
  readonly engine: StoreEngine;
  readonly db: Kysely<StoreTables>;
  readonly call: Call;
  readonly word: 'source' | 'target';
}

const TIMEOUT_MS = 120_000;

/**
 * Copies the store. Throws STORE_COPY_REFUSED before anything is written, STORE_COPY_DIFFERS if the copy finally
 * differs from its source, and STORE_UNREACHABLE or STORE_FAILED; it may be repeated after each of them.
 */
export const copyStore = async (
  from: StoreSettings,
  to: StoreSettings,
  options: CopyOptions = {},
): Promise<CopyReport> => {
  if (placeOf(from) === placeOf(to)) throw refused('source and target are the same store; name another one with --to');
  const source = openSide(from, 'source');
  const target = openSide(to, 'target');
  try {
    await prepare(source, target);
    const sums = await copyTables(source, target, options);
    await verify(source, target, sums, options);
    await target.call('end the copy', () => unmark(target.db));
    return { tables: COPIED_TABLES.map(({ name }) => ({ table: name, ...(sums.get(name) as TableSum) })) };
  } finally {
    await Promise.all([source.engine.close(), target.engine.close()]);
  }
};

const openSide = (settings: StoreSettings, word: Side['word']): Side => {
  const engine = createEngine(settings);
  return {
    engine,
    word,
    db: new Kysely<StoreTables>({ dialect: engine.dialect }),
    call: createStoreCall(engine.errors, TIMEOUT_MS),
  };
};

const placeOf = (settings: StoreSettings): string =>
  JSON.stringify([
    settings.kind,
    settings.address,
    settings.kind === 'postgres' ? settings.database : '',
    settings.schema,
  ]);

const refused = (state: string) => new StevedoreError('STORE_COPY_REFUSED', `Cannot copy the store: ${state}`);

const prepare = async (source: Side, target: Side): Promise<void> => {
  await target.call('create the schema of the target', target.engine.createSchema);
  // First, because it would later count our own further connections too.
  for (const side of [source, target]) {
    const sessions = await countSessions(side);
    if (sessions > 0)
      throw refused(`other programs have the ${side.word} open (${sessions} sessions); stop the worker and the server`);
  }
  for (const side of [source, target]) {
    if (side.word === 'target' || !(await side.call('look at the source', () => isUnfinished(side.db, side.engine))))
      continue;
    throw refused('the source is an unfinished copy itself');
  }
  if (!(await hasRows(source, 'runs', true)))
    throw refused('the source holds no store; check the configuration that names it');
  await source.call('update the tables of the source', () => migrate(source.db, source.engine));
  const isRepeated = await target.call('look at the target', () => isUnfinished(target.db, target.engine));
  await target.call('create the tables of the target', () => migrate(target.db, target.engine));
  for (const table of ['runs', 'generations', 'api_keys', 'audit_entries', 'log_lines'] as const) {
    if (!isRepeated && (await hasRows(target, table))) {
      throw refused(`the target is not empty: its table "${table}" has rows; name an empty schema or database`);
    }
  }
  await target.call('begin the copy', () => markUnfinished(target.db, target.engine));
};

/** A session that just ended may be visible a moment longer. */
const countSessions = async ({ call, engine, db, word }: Side): Promise<number> => {
  for (let tries = 1; ; tries++) {
    const sessions = await call(`look at the ${word}`, () => engine.countOtherSessions(db));
    if (sessions === 0 || tries === 5) return sessions;
    await sleep(300);
  }
};

/** With `orTable`: whether the table exists, with or without rows. */
const hasRows = (
  { db, engine, call, word }: Side,
  table: 'runs' | 'generations' | 'api_keys' | 'audit_entries' | 'log_lines',
  orTable = false,
): Promise<boolean> =>
  call(`look at the ${word}`, async () => {
    try {
      const row = await db
        .selectFrom(table)
        .select((eb) => eb.lit(1).as('one'))
        .limit(1)
        .executeTakeFirst();
      return orTable || row !== undefined;
    } catch (error) {
      if (engine.errors.noTable.has(engine.errors.nameOf(error))) return false;
      throw error;
    }
  });

const copyTables = async (
  source: Side,
  target: Side,
  { onProgress, signal }: CopyOptions,
): Promise<Map<string, TableSum>> => {
  const sums = new Map<string, TableSum>();
  const snapshot = source.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  await snapshot.execute(async (trx) => {
    for (const table of COPIED_TABLES) {
      await target.call('empty the target', () => target.db.deleteFrom(table.name).execute());
      const sum = startTableSum();
      let rows = 0;
      for await (const batch of readRows(trx, source.call, table)) {
        stopIfAsked(signal);
        await writeRows(target.db, target.engine, target.call, table, batch);
        sum.add(batch);
        rows += batch.length;
        await onProgress?.({ step: 'copy', table: table.name, rows, done: false });
      }
      const { rising } = table;
      if (rising !== undefined) {
        await target.call('continue the numbers of the target', () =>
          target.engine.continueSequence(target.db, table.name, rising),
        );
      }
      await onProgress?.({ step: 'copy', table: table.name, rows, done: true });
      sums.set(table.name, sum.result());
    }
  });
  return sums;
};

const verify = async (
  source: Side,
  target: Side,
  sums: ReadonlyMap<string, TableSum>,
  { onProgress, signal }: CopyOptions,
): Promise<void> => {
  for (const table of COPIED_TABLES) {
    const expected = sums.get(table.name);
    for (const side of [target, source]) {
      const sum = startTableSum();
      let rows = 0;
      for await (const batch of readRows(side.db, side.call, table)) {
        stopIfAsked(signal);
        sum.add(batch);
        rows += batch.length;
        await onProgress?.({ step: 'verify', table: table.name, rows, done: false });
      }
      const found = sum.result();
      if (found.rows === expected?.rows && found.sum === expected.sum) continue;
      const [state, fix] =
        side.word === 'source'
          ? ['the source was changed while it was copied', 'stop the worker and the server']
          : ['the target does not hold what was written', 'check whether another program writes to it'];
      throw new StevedoreError(
        'STORE_COPY_DIFFERS',
        `Cannot copy the store: ${state} (table "${table.name}", ${expected?.rows ?? 0} rows copied, ${found.rows} found); ${fix}, then copy again`,
      );
    }
    await onProgress?.({ step: 'verify', table: table.name, rows: expected?.rows ?? 0, done: true });
  }
};

const stopIfAsked = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true)
    throw refused('it was interrupted; the target stays unusable until the copy is repeated');
};
