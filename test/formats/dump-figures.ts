import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { quoteName } from '../../src/connectors/mysql/quote-name.js';
import type { ServerColumn } from '../../src/dump-import/proof/read-columns.js';
import { sumExpression } from '../../src/dump-import/proof/sum-expression.js';
import { buildDumpIndex } from '../../src/formats/mysql-dump/index/build-dump-index.js';
import type { BuildDumpIndexOptions } from '../../src/formats/mysql-dump/index/dump-index-options.js';
import type { DumpIndex, TableIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { runProgram } from '../support/child-process.js';
import { findProgram } from '../support/find-program.js';
import type { MariadbServer } from '../support/mariadb-server.js';

/** COUNT and the content sum of one table; `sum` is absent where the rows are counted only. */
export interface Figures {
  readonly rows: number;
  readonly sum?: string;
}

let files = 0;

/** `mariadb-dump` of one database into a file of `folder`. */
export async function dumpDatabase(
  server: MariadbServer,
  folder: string,
  database: string,
  args: readonly string[] = [],
): Promise<string> {
  const file = join(folder, `${database}-${++files}.sql`);
  const connection = ['--no-defaults', '--user=root', `--socket=${server.socket}`, `--result-file=${file}`];
  await runProgram(findProgram('mariadb-dump'), [...connection, ...args, database]);
  return file;
}

export const TEST_SERVER = { flavor: 'mariadb', version: 101119 } as const;

export function indexFile(
  file: string,
  database: string,
  options: Partial<BuildDumpIndexOptions> = {},
): Promise<DumpIndex> {
  return buildDumpIndex(createReadStream(file, { highWaterMark: 1 << 16 }) as AsyncIterable<Buffer>, {
    database,
    server: TEST_SERVER,
    maxStatementBytes: 1 << 26,
    requireTrailer: true,
    ...options,
  });
}

/** The figures that the index made from the dump's bytes, by table. */
export const indexFigures = (index: DumpIndex): Readonly<Record<string, Figures>> =>
  Object.fromEntries(
    index.tables.map(({ name, rows, content }) => [
      name,
      content.kind === 'proved' ? { rows, sum: content.sum } : { rows },
    ]),
  );

/** The server's figures for the tables in `schema`, or for one of them, computed like the proof. */
export async function serverFigures(
  server: MariadbServer,
  schema: string,
  index: DumpIndex,
  only?: string,
): Promise<Readonly<Record<string, Figures>>> {
  const figures: Record<string, Figures> = {};
  const tables = index.tables.filter(({ name }) => only === undefined || name === only);
  for (const table of tables) figures[table.name] = await figuresOf(server, schema, index, table);
  return figures;
}

async function figuresOf(server: MariadbServer, schema: string, index: DumpIndex, table: TableIndex): Promise<Figures> {
  const session = index.sessions[table.statements.find(({ kind }) => kind === 'insert')?.session ?? -1] ?? {};
  const columns = await readColumns(server, schema, table.name);
  const sum =
    table.content.kind === 'proved'
      ? sumExpression(table.summed, columns, { names: session.names ?? 'utf8mb4', flavor: 'mariadb' })
      : "'-'";
  const zone = session.timeZone === undefined ? 'DEFAULT' : `'${session.timeZone}'`;
  const output = await server.query(
    `SET NAMES utf8mb4, sql_mode = '', time_zone = ${zone}; SELECT COUNT(*), ${sum} FROM ${quoteName(table.name)}`,
    { database: schema },
  );
  const [rows, found] = output.split('\t');
  return { rows: Number(rows), ...(table.content.kind === 'proved' && { sum: found ?? '' }) };
}

async function readColumns(server: MariadbServer, schema: string, table: string): Promise<ServerColumn[]> {
  const output = await server.query(
    `SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IFNULL(CHARACTER_SET_NAME, '-') FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = '${schema}' AND TABLE_NAME = '${table}' ORDER BY ORDINAL_POSITION`,
  );
  return output.split('\n').map((line) => {
    const [name = '', dataType = '', type = '', charset] = line.split('\t');
    return {
      name,
      dataType,
      type,
      charset: charset === '-' ? undefined : charset,
      nullable: true,
      inPrimaryKey: false,
      generated: false,
    };
  });
}
