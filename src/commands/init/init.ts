import { writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { StevedoreError } from '../../contracts/errors.js';
import type { CommandContext } from '../context.js';
import { printRows } from '../output/print-rows.js';
import { shellWord } from '../output/shell-word.js';
import { formatBytes, formatCount } from '../runs/format-run.js';
import type { Beginning, BeginningKind } from './configuration-text.js';
import { BEGINNING_KINDS, configurationText, variablesOf } from './configuration-text.js';
import { grantStatements } from './grant-statements.js';
import type { LiveServer } from './read-live.js';

interface InitFlags {
  readonly kind: BeginningKind;
  readonly fromLive?: boolean;
  readonly fromDump?: string;
  readonly urlEnv: string;
  readonly database?: readonly string[];
  readonly passwordEnv?: string;
  readonly output: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addInitCommand = (program: Command, context: CommandContext): void => {
  program
    .command('init')
    .description('write a configuration with comments, to begin with')
    .addOption(new Option('--kind <kind>', 'what it is to do').choices([...BEGINNING_KINDS]).default('dump-import'))
    .option('--from-live', 'read which databases a MySQL or MariaDB server has, and print the grants that imports need')
    .option(
      '--url-env <name>',
      'with --from-live: the variable with mysql://user:password@host:3306/',
      'MYSQL_ADMIN_URL',
    )
    .option('--database <name>', 'with --from-live: only this one; repeatable; default: all', collect)
    .option('--from-dump <file>', 'begin with a dump (.sql, .sql.gz or .zip): its database and its name')
    .option('--password-env <name>', 'with --from-dump: the variable with the password of a .zip')
    .option('--output <file>', 'where it is written', './stevedore.yaml')
    .option('--force', 'replace a file that is there')
    .option('--json', 'print what was written and the grants as JSON')
    .action(async (flags: InitFlags) => {
      const live = flags.fromLive === true ? await readServer(context, flags) : undefined;
      const beginning = {
        ...standard(flags, context.packageFile),
        ...(live && ofLive(live)),
        ...(await ofDump(context, flags)),
      };
      const text = configurationText(beginning);
      await writeNew(flags, text);
      const variables = variablesOf(text);
      const names = beginning.databases.map(({ name }) => name);
      const grants =
        live !== undefined || flags.fromDump !== undefined ? grantStatements(live?.flavor ?? 'mariadb', names) : [];
      if (flags.json) context.out(`${JSON.stringify({ file: flags.output, variables, grants })}\n`);
      else context.out(grants.map((line) => `${line}\n`).join(''));
      const config = flags.output === './stevedore.yaml' ? '' : ` --config ${shellWord(flags.output)}`;
      context.err(
        [
          `Wrote ${flags.output}`,
          ...(variables.length === 0 ? [] : [`Next: set ${variables.join(', ')} in the environment`]),
          `      stevedore check${config}   tries it and says what is missing`,
          `      stevedore dev${config}     runs everything on this machine`,
          '',
        ].join('\n'),
      );
    });
};

const collect = (name: string, before: readonly string[] = []): string[] => [...before, name];

const standard = ({ kind, output }: InitFlags, packageFile: CommandContext['packageFile']): Beginning => ({
  kind,
  schema: relative(dirname(resolve(output)), packageFile('config/stevedore.schema.json')),
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  mysql: { host: '127.0.0.1', port: 3_306 },
  databases: [{ name: 'shop', filePattern: 'shop_*' }],
  filePatterns: ['shop_*.zip'],
  zipped: true,
});

/** Throws REQUEST_INVALID where a database that was asked for is not there, or none is. */
const readServer = async (context: CommandContext, { urlEnv, database }: InitFlags): Promise<LiveServer> => {
  // Loaded here: the other commands start without connectors.
  const { readLive } = await import('./read-live.js');
  const server = await readLive(urlEnv, context.environment(urlEnv), context.interrupted);
  const found = server.databases.filter(({ name }) => database === undefined || database.includes(name));
  const missing = database?.find((name) => !found.some((each) => each.name === name));
  if (missing !== undefined || found.length === 0) {
    const why = missing === undefined ? 'the server has none' : `the server has no "${missing}"`;
    throw new StevedoreError(
      'REQUEST_INVALID',
      `Cannot begin with the live databases: ${why}, or the account may not see it`,
    );
  }
  const { err, screen } = context;
  printRows({ out: err, outColumns: () => screen()?.columns }, found, () => [
    { title: 'DATABASE', of: ({ name }) => name, atLeast: 12 },
    { title: 'TABLES', of: ({ tables }) => String(tables), align: 'right' },
    { title: 'ROWS, ABOUT', of: ({ rows }) => formatCount(rows), align: 'right' },
    { title: 'BYTES', of: ({ bytes }) => formatBytes(bytes), align: 'right' },
  ]);
  return { ...server, databases: found };
};

const ofLive = ({ host, port, databases }: LiveServer): Partial<Beginning> => ({
  kind: 'dump-import',
  mysql: { host, port },
  databases: databases.map(({ name }) => ({ name, filePattern: `${name}_*` })),
  filePatterns: databases.map(({ name }) => `${name}_*.zip`),
});

/** A date or a number in the name of a dump is what the next one has differently. */
const ofDump = async (context: CommandContext, flags: InitFlags): Promise<Partial<Beginning>> => {
  const { fromDump: file, passwordEnv } = flags;
  if (file === undefined) return {};
  const { previewFile } = await import('../../dump-import/preview/preview-source.js');
  const password = passwordEnv === undefined ? undefined : context.environment(passwordEnv);
  const given = { signal: context.interrupted, ...(password === undefined ? {} : { password }) };
  const { database, findings, tables } = await previewFile(file, given);
  const stops = findings.filter(({ stops: each }) => each).length;
  context.err(`"${basename(file)}" has ${tables.length} tables for the database "${database}"\n`);
  if (stops > 0) context.err(`An import would refuse it: stevedore preview ${shellWord(file)} says why\n`);
  const pattern = basename(file)
    .replace(/\d[\d_.-]*\d/g, '*')
    .replace(/\*+/g, '*');
  const stem = pattern.replace(/(?:\.sql|\.sql\.gz|\.zip)$/i, '');
  return {
    kind: 'dump-import',
    databases: [{ name: database, filePattern: stem.endsWith('*') ? stem : `${stem}*` }],
    filePatterns: [pattern],
    zipped: /\.zip$/i.test(file),
  };
};

const writeNew = async ({ output, force }: InitFlags, text: string): Promise<void> => {
  try {
    await writeFile(output, text, { flag: force === true ? 'w' : 'wx' });
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' ? 'there is one already; name another with --output, or replace it with --force' : code;
    throw new StevedoreError('REQUEST_INVALID', `Cannot write the configuration "${output}": ${why}`, { cause });
  }
};
