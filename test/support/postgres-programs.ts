import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './find-program.js';
import { temporaryFolder } from './temporary-folder.js';

/** `machine`: the newest on the machine; 17 and 18 are in `.tools`, as `scripts/setup tables` left them. */
export type PostgresVersion = 'machine' | 17 | 18;

export interface PostgresPrograms {
  readonly postgres: string;
  readonly initdb: string;
  /** Of the machine, whatever the server's version. */
  readonly psql: string;
}

/** The versions that a test of tables runs on: in the project `tables` all of them, elsewhere the machine's. */
export const POSTGRES_VERSIONS: readonly PostgresVersion[] =
  process.env['STEVEDORE_TEST_POSTGRES'] === 'all' ? ['machine', 17, 18] : ['machine'];

export const postgresPrograms = (version: PostgresVersion): PostgresPrograms => {
  const psql = ofMachine('psql');
  if (version === 'machine') return { postgres: ofMachine('postgres'), initdb: ofMachine('initdb'), psql };
  const bin = join(reachable(version), 'bin');
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), psql };
};

/** On PATH, or where Debian puts the programs of each version. */
const ofMachine = (name: keyof PostgresPrograms): string => {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .filter(Boolean)
        .sort((a, b) => b - a)
    : [];
  const path = versions.map((each) => join(root, `${each}`, 'bin', name)).find((each) => existsSync(each));
  return path ?? findProgram(name);
};

/** The newest pg_dump, which reads servers of every version here; `scripts/setup tables` leaves it in `.tools`. */
export const newestPgDump = (): string => {
  const fetched = '../../.tools/pg_dump-18/embedded_postgres/pginstall/bin/pg_dump';
  const path = fileURLToPath(new URL(fetched, import.meta.url));
  if (!existsSync(path)) throw new Error('pg_dump 18 is missing: run scripts/setup tables');
  return path;
};

const copies = new Map<PostgresVersion, string>();

/** The folder of a fetched version; a copy where the server's own user cannot come to it, as in root's home. */
const reachable = (version: 17 | 18): string => {
  const known = copies.get(version);
  if (known !== undefined) return known;
  const fetched = fileURLToPath(new URL(`../../.tools/postgres-${version}`, import.meta.url));
  if (!existsSync(fetched)) throw new Error(`PostgreSQL ${version} is missing: run scripts/setup tables`);
  const folder = serverCanRun(join(fetched, 'bin', 'postgres')) ? fetched : temporaryFolder(`postgres-${version}`);
  if (folder !== fetched) {
    chmodSync(folder, 0o755);
    cpSync(fetched, folder, { recursive: true, verbatimSymlinks: true });
  }
  copies.set(version, folder);
  return folder;
};

const serverCanRun = (program: string): boolean => {
  const [command = '', ...args] = [...asServer(), program, '--version'];
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The server refuses to run as root. */
export const asServer = (): string[] =>
  // The death signal of the starter does not outlive the change of the user.
  process.getuid?.() === 0
    ? [findProgram('setpriv'), '--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig', 'KILL', '--']
    : [];
