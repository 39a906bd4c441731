import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import type { CommandContext } from '../context.js';
import type { FollowFlags } from '../runs/follow-started.js';
import { followStarted } from '../runs/follow-started.js';
import { durationOption } from '../runs/run.js';

interface Flags extends FollowFlags {
  readonly to: string;
  readonly connection?: string;
  readonly schema?: string;
  readonly key?: readonly string[];
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly skipLines?: number;
  /** False where the file has none. */
  readonly header: boolean;
  readonly map?: Readonly<Record<string, string | null>>;
  readonly dryRun?: boolean;
  readonly background?: boolean;
}

export const addImportCommand = (program: Command, context: CommandContext): void => {
  program
    .command('import')
    .argument('<file>', 'a CSV or NDJSON file on the disk of the worker, in one of the folders of files.allow')
    .description('import one file into a table, and follow the run to its end')
    .requiredOption('--to <name>', 'a declared resource; with --connection, a table')
    .option('--connection <name>', 'the connection to the database that has the table')
    .option('--schema <name>', "default: public, or the connection's database on MySQL")
    .option('--key <columns>', 'the key, with commas; with it, a table that is not there is created', keyOption)
    .option('--delimiter <text>', 'between values; default: a comma')
    .option('--encoding <name>', 'of a file that is not UTF-8, such as windows-1252')
    .option('--skip-lines <number>', 'lines before the header', countOption)
    .option('--no-header', "the first record is one like the others: columns are the table's, in its order")
    .option(
      '--map <column>',
      'FILE=TABLE: a column of the file and its column of the table, "FILE=" to leave it out; repeatable',
      mapOption,
    )
    .option('--dry-run', 'do everything and roll it back, to see what would change')
    .option('--background', 'print the id of the run and return')
    .option('--timeout <duration>', 'exit with 5 after this time (30m); the run continues', durationOption)
    .option('--json', 'print the run as JSON')
    .addHelpText('after', '\nExit codes: 0 success, 1 failed, 2 usage, 3 skipped, 4 cancelled, 5 still running')
    .action(async (file: string, flags: Flags) => {
      const { to, connection, schema, key, delimiter, encoding, skipLines, header, map } = flags;
      const api = await context.api();
      const started = await api.start<{ run_id: string; pipeline: string }>('/api/v1/runs', {
        pipeline: STANDARD_TABLE_IMPORT,
        by: context.user,
        trigger: 'cli',
        job: randomUUID(),
        files: [resolve(file)],
        to: {
          ...(connection === undefined ? { resource: to } : { connection, table: to }),
          ...(schema === undefined ? {} : { schema }),
          ...(key === undefined ? {} : { key }),
          ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
          ...(encoding === undefined ? {} : { encoding }),
          ...(skipLines === undefined ? {} : { skip_lines: skipLines }),
          ...(header ? {} : { header }),
          ...(map === undefined ? {} : { mapping: map }),
        },
        ...(flags.dryRun === true ? { dry_run: true } : {}),
      });
      await followStarted(context, api, started, { ...flags, wait: flags.background !== true });
    });
};

const keyOption = (text: string): string[] => {
  const columns = text.split(',').map((column) => column.trim());
  if (columns.every((column) => column !== '')) return columns;
  throw new InvalidArgumentError('It is a column, or several with commas.');
};

const mapOption = (
  text: string,
  before: Readonly<Record<string, string | null>> = {},
): Readonly<Record<string, string | null>> => {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw new InvalidArgumentError('It is FILE=TABLE, two names of a column.');
  const [column, into] = [text.slice(0, at), text.slice(at + 1)];
  return { ...before, [column]: into === '' ? null : into };
};

const countOption = (text: string): number => {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
};
