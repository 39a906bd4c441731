import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StevedoreError } from '../../contracts/errors.js';
import { isProcessAlive, markThisProcess } from '../disk/process-mark.js';
import type { DevServer, DevServerRecord } from './dev-server-record.js';
import { readDevServerRecord, removeDevServerRecord, writeDevServerRecord } from './dev-server-record.js';

/**
 * Returns the server that a killed program left running on this database file, or undefined. Two servers on one file
 * would corrupt it, so the existing one is used, and later stopped by its process id; one that is about to end is
 * awaited. Throws TEMPORAL_UNREACHABLE if another living program uses one on this file for ten seconds more.
 */
export const adoptDevServer = async (
  dbFile: string,
  answers: (address: string) => Promise<boolean>,
): Promise<DevServer | undefined> => {
  const patience = Date.now() + OWNER_PATIENCE_MS;
  const startLimit = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const record = await readDevServerRecord(dbFile);
    if (record === undefined || !isServerAlive(record.pid, dbFile)) return undefined;
    if (isOwnedByAnother(record)) {
      if (Date.now() > patience) throw inUse(dbFile, record);
    } else if (record.stopping === true || Date.now() > startLimit) {
      // Nobody else is left to wait for its end.
      await endProcess(record.pid, () => isServerAlive(record.pid, dbFile));
      return undefined;
    } else if (await answers(record.address)) {
      writeDevServerRecord(dbFile, record);
      return adopted(dbFile, record);
    }
    await sleep(LOOK_MS);
  }
};

const OWNER_PATIENCE_MS = 10_000;
const START_PATIENCE_MS = 30_000;
const END_PATIENCE_MS = 10_000;
const LOOK_MS = 100;

const adopted = (dbFile: string, record: DevServerRecord): DevServer => {
  const isAlive = () => isServerAlive(record.pid, dbFile);
  return {
    pid: record.pid,
    address: record.address,
    uiUrl: record.uiUrl,
    ended: gone(isAlive),
    stop: async () => {
      if (isAlive()) writeDevServerRecord(dbFile, { ...record, stopping: true });
      await endProcess(record.pid, isAlive);
      await removeDevServerRecord(dbFile);
    },
  };
};

/** An owner in another container cannot be seen from here, nor can its server. */
const isOwnedByAnother = ({ owner }: DevServerRecord): boolean => {
  const own = markThisProcess();
  if (owner === undefined || own === undefined) return false;
  const here = owner.bootId === own.bootId && owner.space === own.space;
  return here && owner.pid !== own.pid && isProcessAlive(owner);
};

/** A process id may have been reused; the command line decides, if it is readable. A zombie has none. */
const isServerAlive = (pid: number, dbFile: string): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dbFile);
  } catch {
    return process.platform !== 'linux';
  }
};

/** Asks the process to end, kills it if it does not, and resolves when it is gone. */
const endProcess = async (pid: number, isAlive: () => boolean): Promise<void> => {
  const limit = Date.now() + END_PATIENCE_MS;
  if (isAlive()) process.kill(pid, 'SIGTERM');
  while (isAlive()) {
    if (Date.now() > limit) process.kill(pid, 'SIGKILL');
    await sleep(LOOK_MS);
  }
};

/** Does not keep the process alive. */
const gone = async (isAlive: () => boolean): Promise<void> => {
  while (isAlive()) await sleep(LOOK_MS, undefined, { ref: false });
};

const inUse = (dbFile: string, { owner }: DevServerRecord): StevedoreError =>
  new StevedoreError(
    'TEMPORAL_UNREACHABLE',
    `Cannot start the Temporal development server: process ${owner?.pid ?? 0} uses one on "${dbFile}" already; ` +
      'stop that `stevedore dev`, or give this one a --data folder of its own',
  );
