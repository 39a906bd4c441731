import type { CharsetName } from '../../formats/mysql-dump/charset-names.js';
import { charsetIn, findCharsetNames, fullCollation } from '../../formats/mysql-dump/charset-names.js';
import type { DumpIndex, DumpSession, TableIndex, TableStatements } from '../../formats/mysql-dump/dump-index.js';
import { tokensOfObject } from '../../formats/mysql-dump/map-collations.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { blanksBeyondAscii, decodeName } from '../../formats/mysql-dump/session-charsets.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import { splitItems } from '../../formats/mysql-dump/table-columns.js';
import { tokenize } from '../../formats/mysql-dump/tokenize.js';
import type { Token } from '../../formats/mysql-dump/tokenize.js';
import { statementsOf } from '../load/forward-statements.js';

/** A place of a dump that names a character set or a collation which the server will be told. */
export interface CharsetUse {
  readonly kind: CharsetName['kind'];
  /** In lower case; a collation's whole name. */
  readonly name: string;
  /** Of a collation: the character set that it is used with. */
  readonly charset?: string;
  /** For people: `column "v" of table "t"`. */
  readonly place: string;
  readonly table?: string;
  readonly column?: string;
  /** Line of the dump, where it is known already. */
  readonly line?: number;
  /** Byte of the dump, where the line is not known. */
  readonly offset?: number;
  /** In a table's statement: where the name stands in the dump. */
  readonly named?: { readonly statements: TableStatements; readonly start: number; readonly end: number };
}

interface Dump {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly signal?: AbortSignal;
}

/**
 * All character sets and collations that an import would tell the server: those of the database, of its tables, of the settings that their
 * statements run under, and of views, triggers, routines and events. What the dump says and the loader leaves out is not among them.
 */
export const listCharsetUses = async (dump: Dump, server: DumpServer): Promise<CharsetUse[]> => {
  const { index } = dump;
  const uses: CharsetUse[] = [...ofDatabase(index), ...ofSessions(index)];
  for (const table of index.tables) {
    for (const range of table.statements) if (range.kind !== 'insert') uses.push(...(await ofStatements(dump, server, table, range)));
  }
  return [...uses, ...ofObjects(index, server)];
};

const ofDatabase = ({ charset, collation, account }: DumpIndex): CharsetUse[] => {
  const offset = account.find(({ fate }) => fate === 'create-database')?.start;
  const common = { place: 'the database', ...(offset !== undefined && { offset }) };
  return [...charsetUse(charset, common), ...collationUse(collation, charset, common)];
};

const ofSessions = ({ sessions, tables }: DumpIndex): CharsetUse[] => {
  const seen = new Set<number>();
  return tables.flatMap(({ name, statements }) =>
    statements.flatMap(({ session, start: offset }) => {
      if (seen.has(session)) return [];
      seen.add(session);
      const common = { place: `the SET statements before table "${name}"`, table: name, offset };
      return ofSession(sessions[session] ?? {}, common);
    }),
  );
};

const ofSession = ({ names, collation, characterSetClient }: DumpSession, common: Common): CharsetUse[] => [
  ...charsetUse(names, common),
  ...charsetUse(characterSetClient, common),
  ...collationUse(collation, names, common),
];

type Common = Pick<CharsetUse, 'place' | 'table' | 'offset' | 'line'>;

const charsetUse = (name: string | undefined, common: Common): CharsetUse[] =>
  name === undefined ? [] : [{ kind: 'charset', name: name.toLowerCase(), ...common }];

const collationUse = (name: string | undefined, beside: string | undefined, common: Common): CharsetUse[] => {
  if (name === undefined) return [];
  const full = fullCollation(name.toLowerCase(), beside?.toLowerCase());
  const charset = charsetIn(full) ?? beside?.toLowerCase();
  return [{ kind: 'collation', name: full, ...(charset !== undefined && { charset }), ...common }];
};

const ofStatements = async (dump: Dump, server: DumpServer, table: TableIndex, range: TableStatements): Promise<CharsetUse[]> => {
  const session = dump.index.sessions[range.session] ?? {};
  const lexing = { ...quotingModes(session.sqlMode), server, blanks: blanksBeyondAscii(session.characterSetClient) };
  const uses: CharsetUse[] = [];
  const request = { ...dump, table, onBytes: () => undefined };
  for await (const { body, start } of statementsOf(request, range)) {
    const { tokens } = tokenize(body, lexing);
    const names = findCharsetNames(tokens);
    const items = range.kind === 'create' ? itemsOf(tokens) : [];
    const standard = standardCharset(names, items) ?? dump.index.charset?.toLowerCase();
    for (const found of names) {
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
        offset: start + found.start,
        named: { statements: range, start: start + found.start, end: start + found.end },
      });
    }
  }
  return uses;
};

/** What stands between the commas of a CREATE TABLE: columns, keys, constraints. */
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
  // A key or a constraint begins with a word; a column that is written without quotes has its type behind it.
  return first?.kind === 'quoted' || (first?.kind === 'word' && !NO_COLUMN.has(first.text)) ? first : undefined;
};

const NO_COLUMN = new Set('primary key index unique fulltext spatial constraint foreign check period'.split(' '));

/** The character set of columns that say none: that of the table's options. */
const standardCharset = (names: readonly CharsetName[], items: readonly (readonly Token[])[]): string | undefined => {
  const end = items.at(-1)?.at(-1)?.end ?? 0;
  const options = names.filter(({ start }) => start >= end);
  return options.find(({ kind }) => kind === 'charset')?.name ?? options.find(({ charset }) => charset !== undefined)?.charset;
};

const ofObjects = (index: DumpIndex, server: DumpServer): CharsetUse[] =>
  index.objects.flatMap((object) => {
    const { kind, name, line, session } = object;
    const common = { place: `${kind} "${name}"`, ...(line !== undefined && { line }) };
    const { characterSetClient, collationConnection } = session;
    const places = findCharsetNames(tokensOfObject(object, server)).map((found) => {
      const inside = line === undefined ? {} : { line: line + newlines(object.sql.slice(0, found.start)) };
      return { kind: found.kind, name: found.name, ...(found.charset !== undefined && { charset: found.charset }), ...common, ...inside };
    });
    return [...charsetUse(characterSetClient, common), ...collationUse(collationConnection, characterSetClient, common), ...places];
  });

const newlines = (text: string): number => text.split('\n').length - 1;
