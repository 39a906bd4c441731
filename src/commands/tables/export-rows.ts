import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { StevedoreError } from '../../contracts/errors.js';
import type { FilterOperator } from '../../contracts/table-export/export-request.js';
import type { CommandContext } from '../context.js';
import { EXIT } from '../output/exit-code.js';

type Filters = Readonly<Record<string, Readonly<Partial<Record<FilterOperator, string | null>>>>>;

interface Flags {
  readonly table?: string;
  readonly connection?: string;
  readonly schema?: string;
  readonly format: 'csv' | 'ndjson';
  readonly fields?: string;
  readonly where?: Filters;
  readonly order?: 'key';
  readonly spreadsheet?: boolean;
  readonly output: string;
}

export const addExportCommand = (program: Command, context: CommandContext): void => {
  program
    .command('export')
    .argument('[resource]', 'a declared resource; otherwise --connection and --table name what is exported')
    .description('write the rows of a table, as they are at this moment, to a file or to stdout')
    .option('--table <name>', 'a table that is no resource; an admin only')
    .option('--connection <name>', 'the connection to the database that has the table')
    .option('--schema <name>', "default: public, or the connection's database on MySQL")
    .option('--format <format>', 'csv or ndjson', formatOption, 'csv')
    .option('--fields <columns>', 'these columns, with commas; default: all but secret ones')
    .option(
      '--where <condition>',
      'such as status=published, "created_at>=2026-01-01", "bio is null"; several must all hold',
      whereOption,
    )
    .option('--order <order>', 'key: by the primary key; default: as the rows are stored', orderOption)
    .option('--spreadsheet', "for people: texts like formulas begin with ', and CSV with a byte order mark")
    .option('-o, --output <file>', 'where to; it is there only when it is whole; - is stdout', '-')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage')
    .action(async (resource: string | undefined, flags: Flags) => {
      if ((resource === undefined) === (flags.table === undefined)) {
        context.err('Name a resource, or --connection and --table (see --help)\n');
        context.exit(EXIT.usage);
        return;
      }
      const api = await context.api();
      const bytes = await api.download(`/v1/exports?${queryOf(resource, flags).toString()}`);
      if (flags.output === '-') for await (const piece of whole(bytes, api.url)) await context.outBytes(piece);
      else context.err(`${await writeFile(flags.output, whole(bytes, api.url))} bytes in ${flags.output}\n`);
    });
};

const queryOf = (resource: string | undefined, flags: Flags): URLSearchParams => {
  const { table, connection, schema, format, fields, where, order, spreadsheet } = flags;
  const given = {
    resource,
    table,
    connection,
    schema,
    format,
    fields,
    order,
    filters: where && JSON.stringify(where),
    spreadsheet: spreadsheet === true ? 'safe' : undefined,
  };
  return new URLSearchParams(Object.entries(given).filter((one): one is [string, string] => one[1] !== undefined));
};

/** A transfer that is cut off has failed, whatever has come. */
async function* whole(bytes: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    throw new StevedoreError(
      'API_UNREACHABLE',
      'Cannot export: the transfer was cut off before its end; the log of the server says why',
      { cause, details: { url } },
    );
  }
}

/** Under another name until it is whole; its size. */
const writeFile = async (file: string, bytes: AsyncIterable<Uint8Array>): Promise<number> => {
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    const handle = await open(part, 'wx', 0o600);
    let size = 0;
    try {
      for await (const piece of bytes) {
        await handle.appendFile(piece);
        size += piece.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
    return size;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};

const OPERATORS: Readonly<Record<string, FilterOperator>> = {
  '=': 'eq',
  '!=': 'ne',
  '<>': 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
};

const whereOption = (text: string, before: Filters = {}): Filters => {
  const [, nullColumn, not] = /^\s*(.+?)\s+is\s+(not\s+)?null\s*$/i.exec(text) ?? [];
  const [, column = nullColumn, sign] =
    nullColumn === undefined ? (/^\s*([^=!<>]+?)\s*(!=|<>|>=|<=|=|>|<)/.exec(text) ?? []) : [];
  const operator = nullColumn === undefined ? OPERATORS[sign ?? ''] : not === undefined ? 'eq' : 'ne';
  if (column === undefined || operator === undefined)
    throw new InvalidArgumentError('It is COLUMN=VALUE, with one of = != > >= < <=, or "COLUMN is null".');
  const value =
    nullColumn === undefined ? text.slice(text.indexOf(sign ?? '') + (sign ?? '').length).trimStart() : null;
  if (before[column]?.[operator] !== undefined)
    throw new InvalidArgumentError(`The condition of "${column}" is given twice.`);
  return { ...before, [column]: { ...before[column], [operator]: value } };
};

const formatOption = (text: string): 'csv' | 'ndjson' => {
  if (text === 'csv' || text === 'ndjson') return text;
  throw new InvalidArgumentError('It is csv or ndjson.');
};

const orderOption = (text: string): 'key' => {
  if (text === 'key') return text;
  throw new InvalidArgumentError('It is key.');
};
