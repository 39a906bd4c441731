/**
 * A folder of files that are written once and kept for a while.
 *
 * 1. Bytes go to a part of its own for each try (mode 0600), hashed and counted on the way; a file has its own name
 *    only when it is whole and flushed to the disk, and its name too. Nobody sees half of one.
 * 2. What fails leaves no file behind, however it fails; what a killed process left goes with `removeOld`.
 * 3. Old files go by their age, and the oldest of them where the folder has more bytes than it may. The newest stays,
 *    and no file of the last hour goes by size: whoever has just been told of it has time to take it.
 * 4. What others keep in the folder is neither listed, counted nor removed: only names that match are this folder's.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { chmod, lstat, mkdir, open, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { translateDiskError } from './disk-errors.js';
import { nameFile, nameNewFile } from './name-file.js';

export interface KeptFiles {
  /**
   * Writes a file; one of the same name is replaced. With several names it takes the first that no file has when it is
   * whole, and replaces none. Throws DISK_FULL, and what the bytes themselves throw.
   */
  write(name: string | ((nth: number) => string), bytes: AsyncIterable<Uint8Array>): Promise<WrittenFile>;
  /** The whole files, the oldest first. */
  list(): Promise<readonly KeptFile[]>;
  /** Removes a whole file; false where there is none of that name. */
  remove(name: string): Promise<boolean>;
  /** Makes a file as old as one that is written now, so that it does not go before it is read. */
  renew(file: Pick<KeptFile, 'path'>): Promise<void>;
  /** Removes files that are too old or too many, and parts that nobody writes any more; the names of those files. */
  removeOld(limits: KeptLimits): Promise<readonly string[]>;
}

export interface WrittenFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export interface KeptFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly changedAt: Date;
}

export interface KeptLimits {
  /** In milliseconds; 0 is for ever. */
  readonly keepMs: number;
  /** Of all files together; 0 is any number. */
  readonly maxBytes: number;
  /** Names of files that stay. @default none */
  readonly inUse?: ReadonlySet<string>;
}

export interface KeptFilesSettings {
  /** Absolute; created where it is missing, for this user only. One that is there keeps its mode. */
  readonly directory: string;
  /** Matches the names of its files from their first to their last character, and no others. */
  readonly names: RegExp;
  /** The setting that names the folder, for messages. */
  readonly setting: string;
}

export const createKeptFiles = ({ directory, names, setting }: KeptFilesSettings): KeptFiles => {
  const list = async (): Promise<KeptFile[]> => {
    const found = await listAll(directory);
    return found.filter(({ name }) => names.test(name));
  };
  const isPart = (name: string): boolean => names.test(PART.exec(name)?.[1] ?? '');
  return {
    write: async (names, bytes) => {
      const nameOf = typeof names === 'string' ? () => names : names;
      let name = nameOf(0);
      const part = join(directory, `.${name}.${randomUUID()}.part`);
      try {
        const made = await mkdir(directory, { recursive: true, mode: 0o700 });
        if (made !== undefined) await chmod(directory, 0o700);
        const written = await writePart(part, bytes);
        if (typeof names === 'string') await nameFile(part, join(directory, name));
        else for (let nth = 1; !(await nameNewFile(part, join(directory, name))); nth++) name = nameOf(nth);
        return { name, path: join(directory, name), ...written };
      } catch (error) {
        await rm(part, { force: true });
        throw translateDiskError(`Cannot write "${name}"`, error, setting);
      }
    },
    list,
    remove: async (name) => {
      const file = (await list()).find((one) => one.name === name);
      if (file !== undefined) await rm(file.path, { force: true });
      return file !== undefined;
    },
    renew: ({ path }) => utimes(path, new Date(), new Date()),
    removeOld: async (limits) => {
      for (const { name, path, changedAt } of await listAll(directory)) {
        if (isPart(name) && Date.now() - changedAt.getTime() > DEAD_PART_MS) await rm(path, { force: true });
      }
      const old = tooMany(await list(), limits, Date.now());
      for (const { path } of old) await rm(path, { force: true });
      return old.map(({ name }) => name);
    },
  };
};

/** Which files go, of those in their order. */
const tooMany = (files: readonly KeptFile[], { keepMs, maxBytes, inUse }: KeptLimits, now: number): KeptFile[] => {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return files.slice(0, -1).filter((file) => {
    const age = now - file.changedAt.getTime();
    const isOld = keepMs > 0 && age > keepMs;
    const isTooMany = maxBytes > 0 && bytes > maxBytes && age > NEW_FILE_MS;
    if ((!isOld && !isTooMany) || inUse?.has(file.name) === true) return false;
    bytes -= file.bytes;
    return true;
  });
};

/** Whoever writes a part writes again within minutes. */
const DEAD_PART_MS = 3_600_000;

/** A file that is younger does not go by size. */
const NEW_FILE_MS = 3_600_000;

const PART = /^\.(.+)\.[0-9a-f-]{36}\.part$/;

/** The oldest first; folders are not looked into, links not followed. */
const listAll = async (directory: string): Promise<KeptFile[]> => {
  const names = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<KeptFile | undefined> => {
      const path = join(directory, name);
      const facts = await lstat(path).catch(() => undefined);
      return facts?.isFile() === true ? { name, path, bytes: facts.size, changedAt: facts.mtime } : undefined;
    }),
  );
  return found
    .filter((file) => file !== undefined)
    .sort((one, two) => one.changedAt.getTime() - two.changedAt.getTime() || (one.name < two.name ? -1 : 1));
};

const writePart = async (
  part: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Omit<WrittenFile, 'name' | 'path'>> => {
  const hash = createHash('sha256');
  const file = await open(part, 'wx', 0o600);
  const flushed = flushMeanwhile(file);
  try {
    let written = 0;
    for await (const chunk of bytes) {
      hash.update(chunk);
      await writeWhole(file, chunk);
      written += chunk.length;
      flushed.wrote(chunk.length);
    }
    await flushed.done();
    await file.sync();
    return { bytes: written, sha256: hash.digest('hex') };
  } finally {
    await flushed.done().catch(() => undefined);
    await file.close();
  }
};

/** Between two flushes while more is written. */
const FLUSH_BYTES = 16 * 1024 * 1024;

/**
 * Lets the disk write while more is made, so that little is left to wait for at the end. One flush runs at a time. What
 * the disk says of one, it does not say again: `done` throws it.
 */
const flushMeanwhile = (file: FileHandle) => {
  let waiting = 0;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  return {
    wrote: (bytes: number): void => {
      waiting += bytes;
      if (waiting < FLUSH_BYTES || running !== undefined || failure !== undefined) return;
      waiting = 0;
      running = file
        .datasync()
        .catch((error: unknown) => void (failure = { error }))
        .finally(() => (running = undefined));
    },
    done: async (): Promise<void> => {
      await running;
      if (failure !== undefined) throw failure.error;
    },
  };
};

const writeWhole = async (file: FileHandle, chunk: Uint8Array): Promise<void> => {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
};
