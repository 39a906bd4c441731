import { availableParallelism } from 'node:os';
import type { KeptFiles, WrittenFile } from '../../../connectors/disk/kept-files.js';
import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../../../contracts/connections/postgres.js';
import type { SyncSelection } from '../../../contracts/database-sync/selection.js';
import type { BuildEvent } from '../../built-generation.js';
import type { Catalog } from '../../catalog/read-families.js';
import type { TableCopy } from '../../copy/plan-copies.js';
import type { SharedSnapshot } from '../../copy/shared-snapshot.js';
import type { Ddl } from '../../ddl/write-ddl.js';
import type { DumpIndex, IndexedTable } from '../dump-index.js';
import type { WrittenPart } from './part-writer.js';
import { withConnection } from '../../../connectors/postgres/open-connection.js';
import { quoteQualified, quoteText } from '../../../connectors/postgres/quote-name.js';
import { readServerFacts } from '../../../connectors/postgres/server-facts.js';
import { dumpName } from '../../../contracts/database-sync/dump-name.js';
import { readPrepared } from '../../catalog/read-catalog.js';
import { planCopies } from '../../copy/plan-copies.js';
import { readSequenceValues } from '../../copy/copy-sequences.js';
import { readSizes } from '../../copy/read-sizes.js';
import { shareSnapshot } from '../../copy/shared-snapshot.js';
import { planSource } from '../../profiles/plan-source.js';
import { writePlanned } from '../../ddl/write-ddl.js';
import { checkReadable } from '../../source/check-readable.js';
import { chooseSchemas } from '../../source/database-source.js';
import { checkUnwritten } from '../../stage/check-definitions.js';
import { DumpBytes } from './dump-bytes.js';
import { interleave } from './interleave.js';
import { fillLargeObjects } from './large-objects.js';
import { preamble } from './preamble.js';
import { selectTables } from './select-tables.js';
import { tableParts } from './table-parts.js';

export interface ExportOptions extends SyncSelection {
  /** What the dump is named by. @default the database's own name */
  readonly called?: string;
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  /** Tables at a time. @default as many as the machine has cores */
  readonly jobs?: number;
  /** @default 'copy' */
  readonly format?: 'copy' | 'inserts';
  /** @default true */
  readonly compress?: boolean;
  /** Globs of tables, with or without their schema; of others there is nothing in the file. @default all */
  readonly tables?: readonly string[];
  /** Globs of objects that may be left out, as `type name`: `user mapping *`. @default none */
  readonly allowMissing?: readonly string[];
  readonly onProgress?: (event: BuildEvent) => void;
}

export interface ExportedDatabase extends WrittenFile {
  readonly version: number;
  readonly takenAt: string;
  /** With the sums of their rows, the largest first. */
  readonly tables: readonly IndexedTable[];
  /** What the file does not have; each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Writes a database to a file of `files`, as it was at one moment, whatever is written to it meanwhile.
 *
 * 1. The file is SQL that psql loads into an empty database; its end has an index for `openFileSource`.
 * 2. Parts of several tables are made at a time, and follow each other as they are ready; before them stands what
 *    creates the tables, after them what needs the rows.
 * 3. There is a file only if all of it is written and flushed; the database is only read.
 *
 * Throws SOURCE_UNSUITABLE, TABLE_UNKNOWN (no such table), DISK_FULL; SNAPSHOT_LOST and POSTGRES_CONNECTION_LOST,
 * after which it may be called again.
 */
export const exportDatabase = async (
  settings: PostgresSettings,
  files: KeptFiles,
  options: ExportOptions,
): Promise<ExportedDatabase> => {
  const { compress = true, tables, onProgress, applicationName } = options;
  const ending = new AbortController();
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  const session = { applicationName, signal };
  onProgress?.({ type: 'step', step: 'snapshot' });
  const { chosen, sizes, facts } = await withConnection(settings, session, async (connection) => {
    const found = await chooseSchemas(connection, options);
    await checkReadable(connection, found.schemas);
    return { chosen: found, sizes: await readSizes(connection), facts: await readServerFacts(connection) };
  });
  const snapshot = await shareSnapshot(settings, session);
  try {
    const takenAt = new Date();
    const reader = await snapshot.open();
    const {
      catalog,
      scope,
      plan: whole,
    } = planSource(await readPrepared(reader).finally(() => reader.close()), {
      ...{ selection: options, ...chosen },
      ...(tables === undefined ? {} : { outside: 'needed' }),
    });
    const { schemas } = scope;
    const plan = tables === undefined ? whole : selectTables(whole, tables);
    const ddl = writePlanned(catalog, plan, { scope });
    const warnings = checkUnwritten(ddl.unwritten, options.allowMissing ?? []);
    const relations = catalog.relations.filter(({ oid }) => plan.written.has(`pg_class:${oid}`));
    const head = {
      database: settings.database,
      version: catalog.version,
      takenAt: takenAt.toISOString(),
      encoding: facts.encoding === 'SQL_ASCII' ? facts.encoding : 'UTF8',
      partial: tables !== undefined,
      rowsAs: options.format ?? 'copy',
    } as const;
    const written: Written = {
      head,
      ddl,
      largeObjects: plan.largeObjects.map(({ oid }) => oid),
      sequences: catalog.sequences.filter(
        ({ oid, schema }) => schemas.includes(schema) && plan.covered.has(`pg_class:${oid}`),
      ),
      catalog,
      copies: planCopies({ ...catalog, relations }, sizes),
      tables: [],
    };
    // Of another dump of the same second, the name is a second later.
    const nameOf = (nth: number): string =>
      dumpName(options.called ?? settings.database, new Date(takenAt.getTime() + nth * 1_000), compress);
    const bytes = dumpOf(written, snapshot, settings, { ...options, signal, stop: (error) => ending.abort(error) });
    const file = await files.write(nameOf, bytes).catch((error: unknown) => {
      options.signal?.throwIfAborted();
      throw error;
    });
    return { ...file, version: catalog.version, takenAt: head.takenAt, tables: written.tables, warnings };
  } finally {
    await snapshot.close();
  }
};

interface Written {
  readonly head: Omit<DumpIndex, 'format' | 'tables' | 'parts'>;
  readonly ddl: Ddl;
  readonly largeObjects: readonly number[];
  readonly sequences: Catalog['sequences'];
  readonly catalog: Catalog;
  readonly copies: readonly TableCopy[];
  /** Grows as tables are written. */
  readonly tables: IndexedTable[];
}

interface DumpOptions extends ExportOptions {
  readonly signal: AbortSignal;
  readonly stop: (error: unknown) => void;
}

async function* dumpOf(
  written: Written,
  snapshot: SharedSnapshot,
  settings: PostgresSettings,
  options: DumpOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { head, ddl, catalog, largeObjects, tables } = written;
  const { compress = true, onProgress } = options;
  const dump = new DumpBytes(compress);
  yield* dump.text([preamble(head), ...terminated([...ddl.pre, ...ddl.data])]);
  if (largeObjects.length > 0) {
    const session = await snapshot.open();
    yield* dump.texts(fillLargeObjects(session, largeObjects));
    await session.close();
  }
  onProgress?.({ type: 'step', step: 'copy' });
  onProgress?.({
    type: 'plan',
    tables: written.copies.map(({ table, sourceBytes }) => ({ table, bytes: sourceBytes })),
  });
  const queue = written.copies.map((copy, place) => ({ copy, place }));
  const sums: (IndexedTable | undefined)[] = [];
  const jobs = Math.min(options.jobs ?? availableParallelism(), queue.length);
  const workers = Array.from({ length: jobs }, () => tablesOf(queue, sums, snapshot, catalog, options));
  for await (const { part, place } of interleave(workers, options.stop)) yield* dump.part(part, place);
  for (const each of sums) if (each !== undefined) tables.push(each);
  const values = await withConnection(settings, options, (connection) =>
    readSequenceValues(connection, written.sequences),
  );
  const setval = values.map(
    ({ schema, name, value, called }) =>
      `SELECT pg_catalog.setval(${quoteText(quoteQualified(schema, name))}, ${value}, ${called})`,
  );
  // A query of a materialised view sees what the view's owner does.
  const refresh = ddl.refresh.length === 0 ? [] : ['SET row_security = on', ...ddl.refresh];
  yield* dump.text(terminated([...setval, ...ddl.post, ...ddl.grants, ...refresh]));
  yield* dump.end(head, tables);
}

const terminated = (statements: readonly string[]): string[] => statements.map((each) => `${each};\n\n`);

/** Takes tables from the queue until it is empty, and makes their parts, with one session. */
async function* tablesOf(
  queue: { readonly copy: TableCopy; readonly place: number }[],
  sums: (IndexedTable | undefined)[],
  snapshot: SharedSnapshot,
  catalog: Catalog,
  options: DumpOptions,
): AsyncGenerator<{ readonly part: WrittenPart; readonly place: number }, void, undefined> {
  const { signal, onProgress, compress = true, format = 'copy' } = options;
  let session: PostgresConnection | undefined;
  const abort = () => session?.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { copy, place } = next;
      session ??= await snapshot.open();
      signal.throwIfAborted();
      onProgress?.({ type: 'table', table: copy.table, state: 'copying' });
      const parts = tableParts(session, copy, {
        format,
        compressed: compress,
        types: typesOf(catalog, copy),
        onBytes: (bytes) => onProgress?.({ type: 'bytes', table: copy.table, bytes }),
      });
      for (let part = await parts.next(); ; part = await parts.next()) {
        if (part.done !== true) {
          yield { part: part.value, place };
          continue;
        }
        const { schema, name, columns, through } = copy;
        sums[place] = { schema, name, columns, ...(through === undefined ? {} : { through }), ...part.value };
        onProgress?.({ type: 'table', table: copy.table, state: 'done', rows: part.value.rows });
        break;
      }
    }
    await session?.close();
  } catch (error) {
    session?.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

const typesOf = ({ relations, columns }: Catalog, { schema, name, columns: names }: TableCopy): string[] => {
  const oid = relations.find((each) => each.schema === schema && each.name === name)?.oid;
  const own = new Map(columns.filter(({ relation }) => relation === oid).map((each) => [each.name, each.type]));
  return names.map((each) => own.get(each) ?? 'text');
};
