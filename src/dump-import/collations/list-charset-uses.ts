import { charsetIn, fullCollation } from '../../formats/mysql-dump/session/charset-names.js';
import type { DumpIndex, DumpSession } from '../../formats/mysql-dump/dump-index.js';
import { findObjectNames } from '../../formats/mysql-dump/index/map-collations.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import type { CharsetUse } from './charset-use.js';
import { ofTableStatements } from './table-charset-uses.js';

interface Dump {
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly signal?: AbortSignal;
}

/**
 * Lists all character sets and collations that an import would send to the server: those of the database, its tables,
 * the session settings of their statements, and of views, triggers, routines and events. Skips what the loader leaves
 * out.
 */
export const listCharsetUses = async (dump: Dump, server: DumpServer): Promise<CharsetUse[]> => {
  const { index } = dump;
  const uses: CharsetUse[] = [...ofDatabase(index), ...ofSessions(index)];
  for (const table of index.tables) {
    for (const range of table.statements)
      if (range.kind !== 'insert') uses.push(...(await ofTableStatements({ ...dump, server, table, range })));
  }
  return [...uses, ...ofObjects(index, server)];
};

const ofDatabase = ({ charset, collation, left, account }: DumpIndex): CharsetUse[] => {
  const offset = account.find(({ fate }) => fate === 'create-database' || fate === 'alter-database')?.start;
  const common = { place: 'the database', ...(offset !== undefined && { offset }) };
  return [{ charset, collation }, left ?? {}].flatMap((given) => [
    ...charsetUse(given.charset, common),
    ...collationUse(given.collation, given.charset, common),
  ]);
};

const ofSessions = ({ sessions, tables }: DumpIndex): CharsetUse[] => {
  const seen = new Set<number>();
  return tables.flatMap(({ name, line, statements }) =>
    statements.flatMap(({ kind, session, start: offset }) => {
      if (seen.has(session)) return [];
      seen.add(session);
      const common = {
        place: `the SET statements before table "${name}"`,
        table: name,
        ...(kind === 'create' ? { line } : { offset }),
      };
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

const ofObjects = (index: DumpIndex, server: DumpServer): CharsetUse[] =>
  index.objects.flatMap((object) => {
    const { kind, name, line, session } = object;
    const common = { place: `${kind} "${name}"`, ...(line !== undefined && { line }) };
    const { characterSetClient, collationConnection } = session;
    const places = findObjectNames(object, server).map((found) => {
      const inside = line === undefined ? {} : { line: line + newlines(object.sql.slice(0, found.start)) };
      return {
        kind: found.kind,
        name: found.name,
        ...(found.charset !== undefined && { charset: found.charset }),
        ...common,
        ...inside,
      };
    });
    return [
      ...charsetUse(characterSetClient, common),
      ...collationUse(collationConnection, characterSetClient, common),
      ...places,
    ];
  });

const newlines = (text: string): number => text.split('\n').length - 1;
