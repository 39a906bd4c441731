/**
 * Handles collations that the target does not know, before anything is loaded.
 *
 * 1. Every character set and collation that the import sends is known to the server, or mapped to one that is.
 * 2. A mapping keeps the character set, so that no byte of a row changes.
 * 3. The mapping is written into the index: what the loader sends depends on the index alone.
 */
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { DumpIndex, NameReplacement, TableStatements } from '../../formats/mysql-dump/dump-index.js';
import type { CollationMapping } from '../../formats/mysql-dump/index/map-collations.js';
import { mapCollation, mapIndex } from '../../formats/mysql-dump/index/map-collations.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { lineOf } from '../load/naming-line.js';
import { describeMysqlServer } from '../../contracts/connections/mysql-server.js';
import { collationsLine, describeBadMapping, describeUnknown } from './describe-collations.js';
import type { Judgement } from './judge-charset-uses.js';
import { judgeCharsetUses } from './judge-charset-uses.js';
import { askCollations } from './known-collations.js';
import type { CharsetUse } from './charset-use.js';
import { listCharsetUses } from './list-charset-uses.js';

export interface SettleRequest {
  readonly database: string;
  readonly dumpFile: string;
  readonly index: DumpIndex;
  /** `load.collations`. */
  readonly mapping: CollationMapping;
  readonly signal?: AbortSignal;
}

/**
 * Returns the index with its collations mapped. Throws COLLATION_UNKNOWN, which names everything that the server does
 * not know and the fix.
 */
export const settleCollations = async (mysql: MysqlSettings, request: SettleRequest): Promise<DumpIndex> => {
  const { index, mapping } = request;
  const abort = request.signal === undefined ? {} : { signal: request.signal };
  return withConnection(mysql, 'loader', abort, async (loader) => {
    const known = await askCollations(loader);
    const uses = await listCharsetUses(request, known.server);
    const judgement = await judgeCharsetUses(uses, mapping, known);
    if (judgement.unknown.length + judgement.badMappings.length > 0)
      throw await collationUnknown(request, judgement, known.server);
    if (judgement.places === 0) return index;
    const tables = withReplacements(index, uses, mapping);
    return { ...mapIndex({ ...index, tables }, mapping, known.server), collations: judgement.applied };
  });
};

const withReplacements = (
  index: DumpIndex,
  uses: readonly CharsetUse[],
  mapping: CollationMapping,
): DumpIndex['tables'] => {
  const found = new Map<TableStatements, NameReplacement[]>();
  for (const { kind, name, named } of uses) {
    const to = kind === 'collation' ? mapCollation(mapping, name) : undefined;
    if (named === undefined || to === undefined) continue;
    const { statements, start, end } = named;
    found.set(statements, [...(found.get(statements) ?? []), { start, end, name: to }]);
  }
  const replaced = (statements: TableStatements): TableStatements => {
    const replacements = found.get(statements);
    return replacements === undefined ? statements : { ...statements, replacements };
  };
  return index.tables.map((table) => ({ ...table, statements: table.statements.map(replaced) }));
};

const collationUnknown = async (
  { database, dumpFile, mapping }: SettleRequest,
  { unknown, badMappings }: Judgement,
  server: DumpServer,
): Promise<StevedoreError> => {
  const told: string[] = [];
  for (const one of unknown.slice(0, MOST_PLACES)) told.push(describeUnknown(one, await placeOf(dumpFile, one.first)));
  told.push(...unknown.slice(MOST_PLACES).map(({ name }) => `"${name}"`));
  const problems = [
    ...(told.length === 0 ? [] : [`${describeMysqlServer(server)} does not know ${told.join(', ')}`]),
    ...badMappings.map((one) => describeBadMapping(one, server)),
  ];
  const line = collationsLine(mapping, [...unknown, ...badMappings]);
  const charsets = unknown.filter(({ kind }) => kind === 'charset');
  const ways = [
    ...(line === undefined ? [] : [`add under "load:" in the configuration ${line}`]),
    ...(charsets.length === 0
      ? []
      : ['convert to utf8mb4, before the export, whatever has a character set that the server lacks']),
  ];
  const first = unknown[0]?.first;
  const at = first && (await placeOf(dumpFile, first));
  return new StevedoreError(
    'COLLATION_UNKNOWN',
    `Cannot take the dump of "${database}": ${problems.join('; ')}${ways.length === 0 ? '' : `; ${ways.join(', and ')}`}`,
    {
      details: {
        database,
        server: describeMysqlServer(server),
        collations: [...unknown.map(({ name }) => name), ...badMappings.map(({ to }) => to)].join(', '),
        ...(first?.table !== undefined && { table: first.table }),
        ...(first?.column !== undefined && { column: first.column }),
        ...(at !== undefined && { line: at }),
        ...(line !== undefined && { configuration: line }),
      },
    },
  );
};

/** Limit on the places shown, so that they fit into a status; the names are complete. */
const MOST_PLACES = 10;

/** Returns the line of the dump where a use is. */
export const placeOf = async (dumpFile: string, { line, offset }: CharsetUse): Promise<number | undefined> =>
  line ?? (offset === undefined ? undefined : lineOf(dumpFile, offset));
