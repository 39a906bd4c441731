import { execFileSync } from 'node:child_process';
import { postgresPrograms } from '../support/postgres-programs.js';

export interface At {
  readonly host: string;
  readonly port: number;
}

/** Runs statements while this process does nothing else: between two steps of what it is doing. */
export const psqlNow = ({ host, port }: At, database: string, sql: string): string =>
  execFileSync(
    postgresPrograms('machine').psql,
    ['-XAtq', '-vON_ERROR_STOP=1', '-h', host, '-p', `${port}`, '-U', 'postgres', '-d', database, '-c', sql],
    { encoding: 'utf8' },
  ).trim();
