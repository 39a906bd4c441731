import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DevServer } from './dev-server.js';

/** Where a development server runs, kept beside its database file. */
export interface DevServerRecord {
  readonly pid: number;
  readonly address: string;
  readonly uiUrl: string;
}

const recordFile = (dbFile: string): string => `${dbFile}.server.json`;

export const writeDevServerRecord = (dbFile: string, { pid, address, uiUrl }: DevServerRecord): Promise<void> =>
  writeFile(recordFile(dbFile), `${JSON.stringify({ pid, address, uiUrl })}\n`, { mode: 0o600 });

export const removeDevServerRecord = (dbFile: string): Promise<void> => rm(recordFile(dbFile), { force: true });

/**
 * The server that a killed program left running on this database file, or undefined. Two servers on one file would ruin
 * it, so the one that is there is used, and stopped, by its process id, with its new owner.
 */
export const adoptDevServer = async (
  dbFile: string,
  answers: (address: string) => Promise<boolean>,
): Promise<DevServer | undefined> => {
  const record = await readRecord(dbFile);
  if (record === undefined || !isAlive(record.pid) || !(await runsOn(record.pid, dbFile))) return undefined;
  if (!(await answers(record.address))) return undefined;
  return {
    ...record,
    ended: gone(record.pid),
    stop: async () => {
      if (isAlive(record.pid)) process.kill(record.pid, 'SIGTERM');
      await gone(record.pid);
      await removeDevServerRecord(dbFile);
    },
  };
};

const readRecord = async (dbFile: string): Promise<DevServerRecord | undefined> => {
  try {
    const record = JSON.parse(await readFile(recordFile(dbFile), 'utf8')) as Partial<DevServerRecord>;
    const { pid, address, uiUrl } = record;
    return pid !== undefined && address !== undefined && uiUrl !== undefined ? { pid, address, uiUrl } : undefined;
  } catch {
    return undefined;
  }
};

/** A process id may have been given to somebody else; where the system tells, the command line decides. */
const runsOn = async (pid: number, dbFile: string): Promise<boolean> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(dbFile);
  } catch {
    return process.platform !== 'linux';
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const gone = async (pid: number): Promise<void> => {
  // The timer holds no process open: whoever waits for more than this has its own work to do.
  while (isAlive(pid)) await sleep(100, undefined, { ref: false });
};
