import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import type { WarningNote } from '../../connectors/mysql/read-warnings.js';
import { readWarnings } from '../../connectors/mysql/read-warnings.js';
import { StevedoreError } from '../../contracts/errors.js';
import type {
  DumpIndex,
  DumpSession,
  NameReplacement,
  TableGrowth,
  TableIndex,
  TableStatements,
} from '../../formats/mysql-dump/dump-index.js';
import { replaceNames } from '../../formats/mysql-dump/index/map-collations.js';
import { readStatements } from '../../formats/mysql-dump/scan/read-statements.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import { readChunks } from '../../connectors/disk/read-chunks.js';
import { MAX_STATEMENT_BYTES } from '../max-statement-bytes.js';
import { applySession } from './apply-session.js';
import { assertNotMerged } from './assert-not-merged.js';
import type { LoadClock } from './connections/load-clock.js';
import { readGrowing } from './read-growing.js';

export interface ForwardRequest {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly table: TableIndex;
  readonly kinds: readonly TableStatements['kind'][];
  /** Rewrites a statement before it is sent. @default unchanged */
  readonly change?: (body: Buffer, session: DumpSession) => Buffer;
  /** Makes the server name a duplicate key, whatever the dump says of unique_checks. @default false */
  readonly checkUnique?: boolean;
  readonly clock: LoadClock;
  /** Of a table whose rows are still being read: `table` is what is known of it by now. */
  readonly growth?: TableGrowth;
  readonly signal?: AbortSignal;
  /** Called with the bytes forwarded since the last call. */
  readonly onBytes: (bytes: number) => void;
}

export interface ForwardResult {
  readonly rows: number;
  readonly warnings: number;
  /** What the warnings were about. */
  readonly notes: readonly WarningNote[];
}

/**
 * Sends one table's statements to the server, byte for byte, in the dump's order, under the dump's session settings.
 */
export const forwardStatements = async (
  connection: MysqlConnection,
  request: ForwardRequest,
): Promise<ForwardResult> => {
  let rows = 0;
  let warnings = 0;
  const notes: WarningNote[] = [];
  let applied: number | undefined;
  for (const range of request.table.statements.filter(({ kind }) => request.kinds.includes(kind))) {
    if (applied !== range.session) {
      await applySession(connection, request.index.sessions[range.session] ?? {});
      if (request.checkUnique === true) await connection.execute('SET unique_checks = 1');
      applied = range.session;
    }
    const result = await forwardRange(connection, request, range);
    rows += result.rows;
    warnings += result.warnings;
    notes.push(...result.notes);
  }
  return { rows, warnings, notes };
};

/** Sends the statements of one range of a table to the server; the caller applies the session. */
export const forwardRange = async (
  connection: MysqlConnection,
  request: Omit<ForwardRequest, 'kinds'>,
  range: TableStatements,
): Promise<ForwardResult> => {
  let rows = 0;
  let warnings = 0;
  const notes: WarningNote[] = [];
  const session = request.index.sessions[range.session] ?? {};
  for await (const statement of request.clock.dump(statementsOf(request, range))) {
    const body = replaceNames(statement.body, statement.start, changesOf(statement.start, range));
    const result = await request.clock.server(() =>
      connection.execute(
        request.change?.(body, session) ?? body,
        `Cannot ${ACTIONS[range.kind]} table "${request.table.name}" (byte ${statement.start} of the dump)`,
        { table: request.table.name, offset: statement.start },
      ),
    );
    if (range.merges !== undefined && request.table.content.kind !== 'unproved')
      assertNotMerged(request.table, range.merges, result, statement.start);
    if (range.kind === 'insert') rows += result.affectedRows;
    warnings += result.warnings;
    if (result.warnings > 0 && notes.length < MOST_NOTES) notes.push(...(await readWarnings(connection)));
    request.onBytes(statement.end - statement.start);
  }
  return { rows, warnings, notes };
};

/** Per range; a person needs only a few. */
const MOST_NOTES = 5;

/** The names to replace, and the own schema to remove before names, in order. */
const changesOf = (start: number, { replacements = [], cuts = [] }: TableStatements): NameReplacement[] =>
  [...replacements, ...cuts.map((cut) => ({ start: start + cut.start, end: start + cut.end, name: ' ' }))].sort(
    (a, b) => a.start - b.start,
  );

const ACTIONS = {
  create: 'create',
  insert: 'load rows into',
  alter: 'alter',
  link: 'add the foreign keys of',
} as const;

/**
 * Reads the statements of one range of a table unchanged. Throws WORK_FILE_MISSING if the file ends before the range
 * does: another try unpacks it again. With `reuses`, a statement's bytes are valid until the next one is requested.
 */
export async function* statementsOf(
  request: Pick<ForwardRequest, 'dumpFile' | 'index' | 'table' | 'growth' | 'signal'>,
  range: TableStatements,
  { reuses = false } = {},
) {
  const session = request.index.sessions[range.session] ?? {};
  const { growth } = request;
  const chunks =
    growth === undefined
      ? readChunks(request.dumpFile, range)
      : readGrowing(request.dumpFile, range.start, growth, request.signal);
  const segments = readStatements(chunks, {
    start: range.start,
    delimiter: range.delimiter,
    modes: quotingModes(session.sqlMode),
    reuses,
    maxStatementBytes: growth === undefined ? request.table.longestStatement + 1 : MAX_STATEMENT_BYTES,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  let end = range.start;
  for await (const segment of segments) {
    end = segment.end;
    if (segment.kind === 'statement') yield segment;
  }
  if (end >= (growth?.reaches ?? range.end)) return;
  throw new StevedoreError(
    'WORK_FILE_MISSING',
    `Cannot read table "${request.table.name}": the dump's file ends at byte ${end}`,
  );
}
