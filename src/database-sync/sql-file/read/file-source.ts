import type { RelayTarget } from '../../../connectors/postgres/open-connection.js';
import type { SourceTable, SyncSource } from '../../source/sync-source.js';
import type { DumpIndex, DumpPart, IndexedTable } from '../dump-index.js';
import type { TableRanges } from './dump-contents.js';
import type { DumpFile, DumpFileOptions } from './dump-file.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import { sameSums } from '../../../connectors/postgres/copy/row-sums.js';
import { loadParser } from '../../../formats/postgres-dump/parse-statement.js';
import { StatementScanner } from '../../../formats/postgres-dump/statement-scanner.js';
import type { MissingRoles, SyncProfile } from '../../../contracts/database-sync/selection.js';
import { fitStatements } from '../../profiles/fit-statements.js';
import { missingRolesOf } from '../../profiles/plan-source.js';
import { leavesPlatform } from '../../profiles/supabase.js';
import type { TargetFacts } from '../../profiles/target-facts.js';
import { largeObjectsOf } from './blob-statements.js';
import { DumpContents } from './dump-contents.js';
import { checkColumns } from './declared-tables.js';
import { damaged, openDumpFile } from './dump-file.js';
import { insertedText, inUtc, passRows } from './file-rows.js';
import { copiedText } from './indexed-rows.js';

export interface FileSourceOptions extends DumpFileOptions {
  /** What the statements are fitted to. @default nothing is fitted */
  readonly target?: TargetFacts;
  /** @default 'omit' where the target is a project of Supabase and the profile does not say `plain`, else 'refuse' */
  readonly missingRoles?: MissingRoles;
  /** @default 'plain' */
  readonly profile?: SyncProfile;
}

/**
 * Opens a dump as the source of a sync: one of this program, or a plain one of pg_dump 14 to 18, perhaps compressed by
 * gzip.
 *
 * 1. Every statement has been judged when it returns (see `AllowStatements`); nothing of the file has been run.
 * 2. What is held are the definitions; rows are read from the file when they are copied, in any order.
 * 3. A dump of selected tables is refused.
 * 4. Of a dump of this program, each part is checked when it is read, and the rows of each table against the sums that
 *    were taken when it was written: ARCHIVE_CORRUPT.
 *
 * Throws DUMP_STATEMENT_REFUSED, DUMP_SYNTAX, DUMP_TRUNCATED, ARCHIVE_CORRUPT, FILE_MISSING, FILE_EMPTY, DISK_FULL,
 * DISK_TOO_SMALL.
 */
export const openFileSource = async (path: string, options: FileSourceOptions = {}): Promise<SyncSource> => {
  await loadParser();
  const file = await openDumpFile(path, options);
  try {
    if (file.index?.partial === true) throw partial();
    const contents = new DumpContents();
    const tables =
      file.index === undefined
        ? await readPlain(file, contents, options)
        : await readIndexed(file, file.index, contents, options);
    const code = contents.finish();
    const fitted = withStandard(
      fit(contents, options),
      file.index === undefined && contents.schemas.includes('public'),
    );
    return {
      kind: 'file',
      version: file.index?.version ?? versionIn(file.head),
      takenAt: file.index?.takenAt ?? file.changedAt.toISOString(),
      schemas: contents.schemas,
      ...fitted,
      warnings: [...(fitted.warnings ?? []), ...contents.passedOver.warnings],
      extensionComments: contents.extensionComments,
      encoding: file.index?.encoding ?? 'UTF8',
      knownRoles: [...contents.roles.owners, ...contents.roles.others],
      ...code,
      behindRows: contents.behindRows,
      ...(contents.largeObjects.length === 0
        ? {}
        : { largeObjects: largeObjectsOf(file, contents.largeObjects, contents.largeObjectRanges) }),
      tables: [...tables].sort((one, other) => other.sourceBytes - one.sourceBytes),
      sequences: () => Promise.resolve([...contents.sequences.values()]),
      close: file.close,
    };
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** What the schema `public` is born with, pg_dump leaves out. */
const withStandard = <T extends Pick<SyncSource, 'ddl'>>(fitted: T, isOfPgDump: boolean): T => {
  const standard = `COMMENT ON SCHEMA public IS 'standard public schema'`;
  return isOfPgDump ? { ...fitted, ddl: { ...fitted.ddl, grants: [standard, ...fitted.ddl.grants] } } : fitted;
};

const fit = (
  { ddl, roles }: DumpContents,
  { target, profile = 'plain', ...selection }: FileSourceOptions,
): Pick<SyncSource, 'ddl' | 'roles' | 'warnings' | 'missingRoles'> => {
  const missingRoles = missingRolesOf(selection, leavesPlatform(profile, target?.isSupabase === true));
  return missingRoles === 'omit' && target !== undefined
    ? { ...fitStatements(ddl, roles, target), missingRoles }
    : { ddl, roles, missingRoles };
};

/** What goes live takes the place of whole schemas. */
const partial = (): StevedoreError =>
  new StevedoreError(
    'DUMP_STATEMENT_REFUSED',
    'Cannot import the file: it has some tables of its database only, and would take the place of all of its schemas; export the database without "tables", or load it with psql',
  );

/** pg_dump says it in a comment. */
const versionIn = (head: string): number => {
  const [, major = '0', minor = '0'] = /^-- Dumped from database version (\d+)(?:\.(\d+))?/m.exec(head) ?? [];
  return Number(major) * 10_000 + Number(minor);
};

const readPlain = async (
  file: DumpFile,
  contents: DumpContents,
  { signal }: DumpFileOptions,
): Promise<SourceTable[]> => {
  const bom = file.head.startsWith('\ufeff') ? 3 : 0;
  const scanner = new StatementScanner({ at: bom, takesRows: contents.takesRows });
  for await (const chunk of file.range(bom)) {
    signal?.throwIfAborted();
    for (const segment of scanner.push(chunk)) contents.add(segment);
  }
  for (const segment of scanner.end()) contents.add(segment);
  return [...contents.tables.values()].map((table) => plainTable(file, contents, table));
};

/** A table of a file without an index: its rows stand where the scanner saw them. */
const plainTable = (file: DumpFile, contents: DumpContents, { name, columns, ranges }: TableRanges): SourceTable => {
  const [schema = '', only = ''] = name;
  const declared = contents.declared.find(name);
  const own = declared?.columns ?? [];
  const names = columns ?? own.map((each) => each.name);
  const columnOf = new Map(own.map((each) => [each.name, each]));
  const kept = names.map((each) => columnOf.get(each)?.isGenerated !== true);
  const copied = names.filter((_name, at) => kept[at]);
  const isZoned = copied.map((each) => columnOf.get(each)?.isZoned === true);
  async function* rows() {
    for (const { as, start, end, line } of ranges) {
      const chunks = file.range(start, end);
      if (as === 'copy') yield* chunks;
      else yield* insertedText(chunks, { names, kept }, line);
    }
  }
  return {
    schema,
    name: only,
    columns: copied,
    sourceBytes: ranges.reduce((sum, { start, end }) => sum + end - start, 0),
    // Its partitions take the rows.
    ...(declared?.isPartitioned === true ? { through: { schema, name: only } } : {}),
    copyTo: (target, onBytes, signal) =>
      passRows(isZoned.includes(true) ? inUtc(rows(), isZoned) : rows(), target, name.join('.'), onBytes, signal),
  };
};

const readIndexed = async (
  file: DumpFile,
  index: DumpIndex,
  contents: DumpContents,
  { signal }: DumpFileOptions,
): Promise<SourceTable[]> => {
  // What is damaged would be read as a statement that is refused.
  for (const part of index.parts)
    if (part.table === undefined) for await (const _chunk of file.part(part)) signal?.throwIfAborted();
  const scanner = new StatementScanner({ takesRows: contents.takesRows });
  for (const part of index.parts) {
    signal?.throwIfAborted();
    if (part.table !== undefined) {
      scanner.skip(part.textBytes, part.lines);
      continue;
    }
    for await (const chunk of file.part(part)) for (const segment of scanner.push(chunk)) contents.add(segment);
  }
  for (const segment of scanner.end()) contents.add(segment);
  return index.tables.map((table, place) => {
    const parts = index.parts.filter((each) => each.table === place);
    return indexedTable(file, index, contents, { table, parts });
  });
};

interface TableParts {
  readonly table: IndexedTable;
  readonly parts: readonly DumpPart[];
}

const indexedTable = (
  file: DumpFile,
  { rowsAs }: DumpIndex,
  contents: DumpContents,
  { table, parts }: TableParts,
): SourceTable => {
  const { schema, name, columns, through } = table;
  const written = through ?? table;
  const declared = contents.declared.find([written.schema, written.name]);
  if (declared === undefined) throw damaged(`its index names the table "${schema}.${name}", which it does not create`);
  checkColumns(declared, columns, 1);
  async function* rows() {
    for (const part of parts) {
      if (rowsAs === 'copy') yield* copiedText(file.part(part), table, contents.takesRows);
      else yield* insertedText(file.part(part), { names: columns, kept: columns.map(() => true) }, 1);
    }
  }
  const copyTo = async (target: RelayTarget, onBytes?: (bytes: number) => void, signal?: AbortSignal) => {
    const sums = await passRows(rows(), target, `${schema}.${name}`, onBytes, signal).catch(async (error: unknown) => {
      // A row that the server refuses may be a damaged one: then that is the reason to tell.
      if (!isStevedoreError(error) || error.code !== 'POSTGRES_ROW_REFUSED') throw error;
      for (const part of parts) for await (const _chunk of file.part(part)) signal?.throwIfAborted();
      throw error;
    });
    if (!sameSums(sums, table))
      throw damaged(
        `the rows of "${schema}.${name}" are not those that were written (${sums.rows}, then ${table.rows})`,
      );
    return sums;
  };
  return {
    schema,
    name,
    columns,
    sourceBytes: table.bytes,
    ...(through === undefined ? {} : { through }),
    copyTo,
  };
};
