/**
 * What a worker leaves to its successor on the same disk: who it is, and the tries that it has begun and not ended.
 *
 * 1. A worker has a folder of its own in the work folder, so any number of them may live on one disk.
 * 2. A worker counts as lost only where this very kernel says that its process has ended. Whatever cannot be known
 *    counts as alive: then Temporal's time-outs decide, as they do for a worker on another host.
 * 3. A try's file is there from before its first step until after its last one. Its token is valid for this one try and
 *    no later one.
 * 4. The record is a help, never a condition: what cannot be written is left out, and costs the successor a time-out.
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
  /** Temporal's token of this one try, in base64. */
  readonly token: string;
  readonly activity: string;
  readonly workflowId: string;
  readonly runId: string;
}

export interface WorkerRecord {
  /** Keeps the try on the disk as long as it runs. */
  during<T>(open: OpenTry, run: () => Promise<T>): Promise<T>;
  /** For a worker that has handed over everything. */
  close(): Promise<void>;
}

export interface LostWorker {
  readonly pid: number;
  readonly hostId: string;
  readonly tries: readonly OpenTry[];
  /** Removes what it left; for when its tries are settled. */
  forget(): Promise<void>;
}

interface Identity {
  readonly mark: ProcessMark;
  readonly hostId: string;
  /** Of its socket; absent where there is none. */
  readonly socket?: string;
}

/** Where the records of all workers on this disk lie. No pipeline's name begins with a dot. */
const recordsFolder = (workFolder: string): string => join(workFolder, '.workers');

/** Makes this worker's record in the work folder; on a system that does not tell its processes apart there is none. */
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

/** The workers whose records lie in the work folder and whose processes have ended. */
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
 * What nobody will ever judge: of a system that has started anew since, or left half made. Its tries have timed out
 * long ago.
 */
const removeOld = async (folder: string): Promise<void> => {
  if (Date.now() - (await stat(folder)).mtimeMs > OLD_MS) await rm(folder, { recursive: true, force: true });
};

const OLD_MS = 7 * 86_400_000;

/** A worker may have died while it wrote. */
const readJson = async <T>(file: string): Promise<T | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};
