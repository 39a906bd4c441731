import type { CharsetName } from '../../formats/mysql-dump/session/charset-names.js';
import { charsetIn, findCharsetNames, fullCollation } from '../../formats/mysql-dump/session/charset-names.js';
import type { DumpIndex, TableIndex, TableStatements } from '../../formats/mysql-dump/dump-index.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { blanksBeyondAscii, decodeName } from '../../formats/mysql-dump/session/session-charsets.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import { splitItems } from '../../formats/mysql-dump/tables/table-columns.js';
import { tokenize } from '../../formats/mysql-dump/tokens/tokenize.js';
import type { Token } from '../../formats/mysql-dump/tokens/tokenize.js';
import { statementsOf } from '../load/forward-statements.js';
import type { CharsetUse } from './charset-use.js';

interface Statements {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly server: DumpServer;
  readonly table: TableIndex;
  readonly range: TableStatements;
  readonly signal?: AbortSignal;
}

/** Returns the character sets and collations that a table's CREATE or ALTER statements name. Throws `UnreadableSql`. */
export const ofTableStatements = async (request: Statements): Promise<CharsetUse[]> => {
  const { index, table, range, server } = request;
  const session = index.sessions[range.session] ?? {};
  const lexing = { ...quotingModes(session.sqlMode), server, blanks: blanksBeyondAscii(session.characterSetClient) };
  const uses: CharsetUse[] = [];
  for await (const { body, start } of statementsOf(request, range)) {
    const { tokens } = tokenize(body, lexing);
    const names = findCharsetNames(tokens);
    const items = range.kind === 'create' ? itemsOf(tokens) : [];
    const standard = standardCharset(names, items) ?? index.charset?.toLowerCase();
    let { line } = table;
    let read = 0;
    for (const found of names) {
      line += newlines(body, read, found.start);
      read = found.start;
      const column = columnAround(items, found);
      const columnName = column === undefined ? undefined : decodeName(column.value, session.characterSetClient);
      const name = found.kind === 'collation' ? fullCollation(found.name, found.charset ?? standard) : found.name;
      const charset = found.kind === 'collation' ? (charsetIn(name) ?? found.charset ?? standard) : undefined;
      uses.push({
        kind: found.kind,
        name,
        ...(charset !== undefined && { charset }),
        place: columnName === undefined ? `table "${table.name}"` : `column "${columnName}" of table "${table.name}"`,
        table: table.name,
        ...(columnName !== undefined && { column: columnName }),
        ...(range.kind === 'create' ? { line } : { offset: start + found.start }),
        named: { statements: range, start: start + found.start, end: start + found.end },
      });
    }
  }
  return uses;
};

const newlines = (body: Buffer, from: number, to: number): number => {
  let count = 0;
  for (let at = body.indexOf(10, from); at >= 0 && at < to; at = body.indexOf(10, at + 1)) count++;
  return count;
};

/** What is between the commas of a CREATE TABLE: columns, keys, constraints. */
const itemsOf = (tokens: readonly Token[]): Token[][] => {
  const open = tokens.findIndex(({ text }) => text === '(');
  let depth = 0;
  const close = tokens.findIndex(({ text }, at) => {
    if (at < open) return false;
    if (text === '(') depth++;
    return text === ')' && --depth === 0;
  });
  return open < 0 || close < 0 ? [] : splitItems(tokens.slice(open + 1, close));
};

const columnAround = (items: readonly (readonly Token[])[], { start }: CharsetName): Token | undefined => {
  const item = items.find((one) => (one[0]?.start ?? Infinity) <= start && start < (one.at(-1)?.end ?? 0));
  const first = item?.[0];
  // A key or constraint begins with a keyword; an unquoted column name is followed by its type.
  return first?.kind === 'quoted' || (first?.kind === 'word' && !NO_COLUMN.has(first.text)) ? first : undefined;
};

const NO_COLUMN = new Set('primary key index unique fulltext spatial constraint foreign check period'.split(' '));

/** The character set of columns that name none: that of the table's options. */
const standardCharset = (names: readonly CharsetName[], items: readonly (readonly Token[])[]): string | undefined => {
  const end = items.at(-1)?.at(-1)?.end ?? 0;
  const options = names.filter(({ start }) => start >= end);
  return (
    options.find(({ kind }) => kind === 'charset')?.name ??
    options.find(({ charset }) => charset !== undefined)?.charset
  );
};
