/**
 * What a worker leaves for its successor on the same disk: its identity, and the tries that it has begun and not ended.
 *
 * 1. Each worker has its own folder in the work folder, so several may share a disk.
 * 2. A worker counts as lost only if this kernel says that its process has ended. If that is unknown, it counts as
 *    alive:
 *    then Temporal's time-outs decide, as for a worker on another host.
 * 3. A try's file exists from before its first step until after its last. Its token is valid for this try only.
 * 4. The record is optional: a failed write is ignored and costs the successor a time-out.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasSocketDied, openAliveSocket } from './alive-socket.js';
import type { ProcessMark } from './process-mark.js';
import { isProcessAlive, markThisProcess } from './process-mark.js';

/** A try of an activity that a worker has begun. */
export interface OpenTry {
  /** Temporal's token of this try, in base64. */
  readonly token: string;
  readonly activity: string;
  readonly workflowId: string;
  readonly runId: string;
}

export interface WorkerRecord {
  /** Keeps the try's file while it runs. */
  during<T>(open: OpenTry, run: () => Promise<T>): Promise<T>;
  /** For a worker that has handed over all its work. */
  close(): Promise<void>;
}

export interface LostWorker {
  readonly pid: number;
  readonly hostId: string;
  readonly tries: readonly OpenTry[];
  /** Removes its record, once its tries are settled. */
  forget(): Promise<void>;
}

interface Identity {
  readonly mark: ProcessMark;
  readonly hostId: string;
  /** The inode of its socket; absent if there is none. */
  readonly socket?: string;
}

/** The folder of all workers' records on this disk. No pipeline's name begins with a dot. */
const recordsFolder = (workFolder: string): string => join(workFolder, '.workers');

/** Creates this worker's record in the work folder; does nothing on a system that cannot identify processes. */
export const keepWorkerRecord = async (workFolder: string, hostId: string): Promise<WorkerRecord> => {
  const folder = join(recordsFolder(workFolder), randomUUID());
  const tries = join(folder, 'tries');
  const close = await announce(folder, tries, hostId).catch(() => undefined);
  if (close === undefined) return { during: (_open, run) => run(), close: () => Promise.resolve() };
  return {
    during: async (open, run) => {
      const file = join(tries, randomUUID());
      quietly(() => writeTry(tries, file, open));
      try {
        return await run();
      } finally {
        quietly(() => rmSync(file, { force: true }));
      }
    },
    close: async () => {
      await close();
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
};

const announce = async (folder: string, tries: string, hostId: string): Promise<(() => Promise<void>) | undefined> => {
  const mark = markThisProcess();
  if (mark === undefined) return undefined;
  await mkdir(tries, { recursive: true, mode: 0o700 });
  const socket = await openAliveSocket(folder);
  const identity: Identity = { mark, hostId, ...(socket === undefined ? {} : { socket: socket.inode }) };
  await writeFile(join(folder, IDENTITY), JSON.stringify(identity), { mode: 0o600 });
  return async () => socket?.close();
};

const IDENTITY = 'worker.json';

const writeTry = (tries: string, file: string, open: OpenTry): void => {
  mkdirSync(tries, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(open), { mode: 0o600 });
};

const quietly = (work: () => void): void => {
  try {
    work();
  } catch {
    // Invariant 4.
  }
};

/** Finds the workers with records in the work folder whose processes have ended. */
export const findLostWorkers = async (workFolder: string): Promise<LostWorker[]> => {
  const own = markThisProcess();
  if (own === undefined) return [];
  const names = await readdir(recordsFolder(workFolder)).catch(() => []);
  const found = await Promise.all(names.map((name) => readLost(join(recordsFolder(workFolder), name), own)));
  return found.filter((worker) => worker !== undefined);
};

const readLost = async (folder: string, own: ProcessMark): Promise<LostWorker | undefined> => {
  const identity = await readJson<Identity>(join(folder, IDENTITY));
  if (identity?.mark.bootId !== own.bootId) await removeOld(folder).catch(() => undefined);
  if (identity === undefined || !(await isLost(folder, identity, own))) return undefined;
  const files = await readdir(join(folder, 'tries')).catch(() => []);
  const tries = await Promise.all(files.map((name) => readJson<OpenTry>(join(folder, 'tries', name))));
  return {
    pid: identity.mark.pid,
    hostId: identity.hostId,
    tries: tries.filter((open) => open !== undefined),
    forget: () => rm(folder, { recursive: true, force: true }),
  };
};

/** Invariant 2. */
const isLost = async (folder: string, { mark, socket }: Identity, own: ProcessMark): Promise<boolean> => {
  if (mark.bootId !== own.bootId) return false;
  if (mark.space === own.space) return !isProcessAlive(mark);
  return socket !== undefined && (await hasSocketDied(folder, socket)) === true;
};

/**
 * Removes records that nobody can judge: those from before the system's last start, and incomplete ones. Their tries
 * have long timed out.
 */
const removeOld = async (folder: string): Promise<void> => {
  if (Date.now() - (await stat(folder)).mtimeMs > OLD_MS) await rm(folder, { recursive: true, force: true });
};

const OLD_MS = 7 * 86_400_000;

/** A worker may have died while writing. */
const readJson = async <T>(file: string): Promise<T | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};
