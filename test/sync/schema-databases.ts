import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PostgresServer } from '../support/postgres-server.js';
import type { Copied } from './copy-definitions.js';
import { newestPgDump, postgresPrograms } from '../support/postgres-programs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = promisify(execFile);
const BIG = 64 * 1024 * 1024;

/** Makes an empty database. */
export const createDatabase = async (server: PostgresServer, name: string): Promise<void> => {
  await server.query(`create database ${name}`);
};

/** Makes a database of one of the files in `schemas/`, by psql. */
export const createSchema = async (server: PostgresServer, name: string, file = name): Promise<void> => {
  await runFile(server, 'postgres', fileOf('roles'));
  await createDatabase(server, name);
  await runFile(server, name, fileOf(file));
};

const fileOf = (name: string): string => fileURLToPath(new URL(`schemas/${name}.sql`, import.meta.url));

const runFile = async (server: PostgresServer, database: string, file: string, stop = 1): Promise<void> => {
  const place = ['-h', server.host, '-p', `${server.port}`, '-U', 'postgres', '-d', database];
  await run(postgresPrograms('machine').psql, ['-XAtq', `-vON_ERROR_STOP=${stop}`, ...place, '-f', file], {
    maxBuffer: BIG,
  });
};

/** What the real pg_dump, the newest, says of a database's definitions, without its own version. */
export const dumpDefinitions = async (
  server: PostgresServer,
  database: string,
  ...more: readonly string[]
): Promise<string> => {
  const args = ['-s', ...more, '-h', server.host, '-p', `${server.port}`, '-U', 'postgres', database];
  const { stdout } = await run(newestPgDump(), args, { maxBuffer: BIG });
  return stdout.replace(/^\\(?:un)?restrict .*$/gm, '').replace(/^-- Dumped .*$/gm, '');
};

/** Restores a dump by psql as it stands, passing over what the server does not know: what a person would do. */
export const restoreByPsql = async (server: PostgresServer, database: string, file: string): Promise<void> =>
  runFile(server, database, file, 0);

/** Lines that only one of two dumps has, each under the object that it belongs to; `-` is the first dump's. */
export const differenceOf = (first: string, second: string): string[] => {
  const [a, b] = [linesOf(first), linesOf(second)];
  return [...missingIn(b, a).map((line) => `- ${line}`), ...missingIn(a, b).map((line) => `+ ${line}`)];
};

const linesOf = (dump: string): string[] =>
  dump.split(/^--\n-- (?=Name: )/m).flatMap((block) => {
    const [title = ''] = block.split('\n', 1);
    return block
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => `${title} | ${line}`);
  });

const missingIn = (there: readonly string[], here: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const line of there) left.set(line, (left.get(line) ?? 0) + 1);
  return here.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
};

export interface CopyRequest {
  readonly from: PostgresServer;
  readonly to: PostgresServer;
  readonly source: string;
  readonly target: string;
  readonly reconcile?: boolean;
}

/** Copies definitions by the product, in a process whose PATH has Node alone. */
export const copyDefinitions = async ({
  from,
  to,
  source,
  target,
  reconcile = false,
}: CopyRequest): Promise<Copied> => {
  const script = fileURLToPath(new URL('copy-definitions.ts', import.meta.url));
  const args = ['--import', 'tsx', script, `${from.port}`, `${to.port}`, source, target, reconcile ? 'reconcile' : ''];
  const folder = temporaryFolder('path');
  symlinkSync(process.execPath, join(folder, 'node'));
  const env = { PATH: folder, HOME: process.env['HOME'], TMPDIR: folder };
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: BIG });
  return JSON.parse(stdout) as Copied;
};
