import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { basename } from 'node:path';
import { STANDARD_DATABASE_SYNC } from '../../contracts/database-sync/names.js';
import type { CommandContext } from '../context.js';
import type { FollowFlags } from '../runs/follow-started.js';
import { followStarted } from '../runs/follow-started.js';
import { durationOption } from '../runs/run.js';

interface CopyFlags extends FollowFlags {
  readonly backup?: Backup;
  readonly schema?: readonly string[];
}

interface DumpFlags extends FollowFlags {
  readonly schema?: readonly string[];
  readonly table?: readonly string[];
  readonly format?: Format;
  /** @default true */
  readonly compress: boolean;
}

const BACKUPS = ['keep', 'file', 'drop'] as const;
type Backup = (typeof BACKUPS)[number];

const FORMATS = ['copy', 'inserts'] as const;
type Format = (typeof FORMATS)[number];

const EXIT_CODES = '\nExit codes: 0 success, 1 failed, 2 usage, 4 cancelled, 5 still running';

/** `sync`, `dump` and `restore`: copies of PostgreSQL databases, which are named as their connections are. */
export const addDatabaseCommands = (program: Command, context: CommandContext): void => {
  const start = async (body: object, flags: FollowFlags): Promise<void> => {
    const api = await context.api();
    const started = await api.start<{ run_id: string; pipeline: string }>('/api/v1/runs', {
      by: context.user,
      trigger: 'cli',
      ...body,
    });
    await followStarted(context, api, started, flags);
  };

  const into = (database: string, { backup, schema }: CopyFlags): object => ({
    // A database's own pipeline lets one run at a time write it.
    pipeline: database,
    destination: database,
    ...(backup === undefined ? {} : { backup }),
    ...(schema === undefined ? {} : { schemas: schema }),
  });

  withFollowing(program.command('sync'))
    .argument('<source>', 'the connection of the database that is read')
    .argument('<destination>', 'the connection of the database that is written')
    .description('copy a PostgreSQL database into another one: proved, and put live in one transaction')
    .option('--backup <what>', `what becomes of what was live: ${BACKUPS.join(', ')}; default: keep`, backupOption)
    .option('--schema <name>', 'only this one of the source; repeatable', namesOption)
    .addHelpText('after', `\nBack again: stevedore rollback DATABASE${EXIT_CODES}`)
    .action((source: string, destination: string, flags: CopyFlags) =>
      start({ ...into(destination, flags), source }, flags),
    );

  withFollowing(program.command('dump'))
    .argument('<database>', 'the connection of the database')
    .description('write a PostgreSQL database to a dump in sync.dump_directory of the worker')
    .option('--schema <name>', 'only this one; repeatable', namesOption)
    .option('--table <name>', 'only this one (schema.table, or a table of public); repeatable', namesOption)
    .option('--format <format>', `how rows are written: ${FORMATS.join(' or ')}; default: copy`, formatOption)
    .option('--no-compress', 'write plain SQL')
    .addHelpText('after', EXIT_CODES)
    .action((database: string, { schema, table, format, compress, ...flags }: DumpFlags) =>
      start(
        {
          pipeline: STANDARD_DATABASE_SYNC,
          source: database,
          ...(schema === undefined ? {} : { schemas: schema }),
          ...(table === undefined ? {} : { tables: table }),
          ...(format === undefined ? {} : { format }),
          ...(compress ? {} : { compress }),
        },
        flags,
      ),
    );

  withFollowing(program.command('restore'))
    .argument('<file>', 'the name of a dump in sync.dump_directory of the worker', dumpOption)
    .argument('<database>', 'the connection of the database that is written')
    .description('put a dump live in a PostgreSQL database: checked, proved, in one transaction')
    .option('--backup <what>', `what becomes of what was live: ${BACKUPS.join(', ')}; default: keep`, backupOption)
    .addHelpText('after', `\nBack again: stevedore rollback DATABASE${EXIT_CODES}`)
    .action((file: string, database: string, flags: CopyFlags) => start({ ...into(database, flags), file }, flags));
};

const withFollowing = (command: Command): Command =>
  command
    .option('--wait', 'show progress on stderr until the run has ended')
    .option('--timeout <duration>', 'with --wait: exit with 5 after so long (30m); the run goes on', durationOption)
    .option('--json', 'print the run as JSON');

const oneOf = <T extends string>(all: readonly T[], text: string): T => {
  const found = all.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`It is one of ${all.join(', ')}.`);
  return found;
};

const backupOption = (text: string): Backup => oneOf(BACKUPS, text);
const formatOption = (text: string): Format => oneOf(FORMATS, text);

const namesOption = (name: string, before: readonly string[] = []): string[] => [...before, name];

const dumpOption = (text: string): string => {
  if (basename(text) !== text) throw new InvalidArgumentError('It is a name in the folder of dumps, without a path.');
  return text;
};
