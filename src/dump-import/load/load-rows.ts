import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import { readWarnings } from '../../connectors/mysql/read-warnings.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { TableStatements } from '../../formats/mysql-dump/dump-index.js';
import { RowEncoder } from '../../formats/mysql-dump/rows/encode-rows.js';
import { quotingModes } from '../../formats/mysql-dump/sql-modes.js';
import type { ServerColumn } from '../proof/read-columns.js';
import { readColumns } from '../proof/read-columns.js';
import { applySession, DEFAULT_NAMES } from './apply-session.js';
import { sortKeysInCache } from './engine/sort-keys-in-cache.js';
import type { ForwardRequest, ForwardResult } from './forward-statements.js';
import { statementsOf } from './forward-statements.js';

export interface LoadRowsRequest extends Omit<ForwardRequest, 'kinds'> {
  readonly flavor: 'mysql' | 'mariadb';
}

/**
 * Loads all rows of one empty table by one LOAD DATA LOCAL, whose lines are made from the dump's INSERT statements
 * while it reads them. Throws LOAD_ROWS_LOST if the server took another number of rows than the dump has: LOCAL turns
 * what would fail an INSERT into a warning.
 */
export const loadRows = async (connection: MysqlConnection, request: LoadRowsRequest): Promise<ForwardResult> => {
  const { table, index } = request;
  const ranges = table.statements.filter(({ kind }) => kind === 'insert');
  const session = index.sessions[ranges[0]?.session ?? -1] ?? {};
  await applySession(connection, session);
  // For an empty table MariaDB then sorts the rows first and builds every key bottom-up. The statement is ours, in
  // UTF-8; the rows state their own character set.
  // Under a collation other than the dump's, keys may not be unique, and MySQL would not check them.
  const uniqueChecks = request.flavor === 'mysql' && index.collations !== undefined ? 1 : 0;
  await connection.execute(
    `SET unique_checks = ${uniqueChecks}, foreign_key_checks = 0, character_set_client = utf8mb4`,
  );
  if (request.flavor === 'mariadb') await sortKeysInCache(connection, table);
  const columns = request.flavor === 'mysql' ? await readColumns(connection, table.name) : [];
  const statement = loadStatement(request, session.names ?? DEFAULT_NAMES, columns);
  // Used to find the line of its first INSERT statement.
  const offset = ranges[0]?.start ?? 0;
  const place = `byte ${offset} of the dump`;
  const result = await request.clock.serverWith(linesOf(request, ranges), (lines) =>
    connection.loadLocal(statement, lines, `Cannot load rows into table "${table.name}" (${place})`, {
      table: table.name,
      offset,
    }),
  );
  const rows = request.growth === undefined ? table.rows : request.growth.whole?.rows;
  if (result.records !== rows || result.skipped > 0) {
    throw new StevedoreError(
      'LOAD_ROWS_LOST',
      `Cannot load table "${table.name}" (${place}): the server took ${result.records} rows and skipped ${result.skipped}, the dump has ${rows ?? 'others'}`,
      { details: { table: table.name, offset, ...(rows === undefined ? {} : { rows }) } },
    );
  }
  return {
    rows: result.records,
    warnings: result.warnings,
    notes: result.warnings > 0 ? await readWarnings(connection) : [],
  };
};

async function* linesOf(request: LoadRowsRequest, ranges: readonly TableStatements[]): AsyncGenerator<Buffer> {
  const { table, index } = request;
  const skipped = table.lines.kind === 'possible' ? table.lines.columns.map((column) => column.skipped) : [];
  for (const range of ranges) {
    const session = index.sessions[range.session] ?? {};
    const modes = quotingModes(session.sqlMode);
    const encoder = new RowEncoder(skipped, {
      ...modes,
      ...(session.names === undefined ? {} : { names: session.names }),
    });
    for await (const segment of statementsOf(request, range, { reuses: true })) {
      yield* packets(encoder.encode(segment.body, range.valuesAt ?? 0));
      request.onBytes(segment.end - segment.start);
    }
  }
}

/** Splits the lines into packets, which the protocol limits; small ones keep a connection's memory small. */
function* packets(lines: Buffer): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += PACKET_BYTES) yield lines.subarray(at, at + PACKET_BYTES);
}

const PACKET_BYTES = 1024 * 1024;

/**
 * MariaDB reads every column's bytes in the dump's character set. MySQL refuses bytes that are invalid in it, so a
 * table with a binary column is read as bytes there, and texts in another character set than the dump's are converted
 * explicitly. MariaDB must have no SET clause: with one, it replaces the id 0 in spite of NO_AUTO_VALUE_ON_ZERO.
 */
const loadStatement = ({ table }: LoadRowsRequest, names: string, columns: readonly ServerColumn[]): string => {
  const kept =
    table.lines.kind === 'possible'
      ? table.lines.columns.filter(({ skipped }) => !skipped).map(({ name }) => name)
      : [];
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const asBytes = columns.some(({ dataType }) => BINARY.has(dataType));
  const converted = asBytes ? kept.filter((name) => isConverted(byName.get(name.toLowerCase()), names)) : [];
  const variable = (name: string) => `@v${converted.indexOf(name)}`;
  const list = kept.map((name) => (converted.includes(name) ? variable(name) : quoteName(name))).join(', ');
  const conversions = converted.map((name) => `${quoteName(name)} = CONVERT(${variable(name)} USING ${names})`);
  return (
    `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${quoteName(table.name)} CHARACTER SET ${asBytes ? 'binary' : names} ` +
    `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${list})` +
    (conversions.length === 0 ? '' : ` SET ${conversions.join(', ')}`)
  );
};

const BINARY = new Set(
  (
    'binary varbinary tinyblob blob mediumblob longblob bit vector geometry point linestring polygon multipoint multilinestring ' +
    'multipolygon geometrycollection geomcollection'
  ).split(' '),
);

const isConverted = (column: ServerColumn | undefined, names: string): boolean =>
  column !== undefined && (column.dataType === 'json' || (column.charset !== undefined && column.charset !== names));
