/**
 * A folder that uploads are written into.
 *
 * 1. Bytes go to `<id>.part` (mode 0600) as they come, and are hashed and counted on the way: the size of an upload
 *    does not matter for memory, and too large a one ends where it passes the limit.
 * 2. What fails leaves no file behind, however it fails; what a killed process left is found by `list`.
 * 3. A file has its own name only when it is whole and flushed to the disk. What was noted of it is beside it,
 *    `<id>.json`, and goes with it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StevedoreError } from '../../contracts/errors.js';
import { translateDiskError } from './disk-errors.js';
import { nameFile, nameNewFile } from './name-file.js';
import type { ScanSettings } from './scan-upload.js';
import { scanUpload } from './scan-upload.js';

export interface UploadFolder {
  /**
   * Writes an upload. `announced`: how many bytes the sender says it has, if it says so. Throws UPLOAD_TOO_LARGE,
   * DISK_TOO_SMALL, DISK_FULL, UPLOAD_REFUSED, UPLOAD_SCAN_FAILED, and what the bytes themselves throw.
   */
  receive(bytes: AsyncIterable<Uint8Array>, announced?: number): Promise<ReceivedUpload>;
  /** Gives the file its own name, `<id>.<extension>`, and resolves to its path. */
  keep(upload: ReceivedUpload, extension: string): Promise<string>;
  /**
   * Gives the file a name in another folder of the same disk; then it is no upload's. False where another file has that
   * name: then it is one still.
   */
  moveTo(upload: ReceivedUpload, path: string): Promise<boolean>;
  /** Writes down what a kept upload is, beside it; then it is as new again. */
  note(id: string, text: string): Promise<void>;
  /** A kept upload that has a note; undefined where there is none of the id. */
  find(id: string): Promise<NotedUpload | undefined>;
  /** Removes what was received, kept or not; what is gone already is no error. */
  discard(upload: Pick<ReceivedUpload, 'id'>): Promise<void>;
  /** Everything in the folder that an upload has left. */
  list(): Promise<readonly KeptUpload[]>;
  /** What is gone already is no error. */
  remove(upload: KeptUpload): Promise<void>;
}

export interface ReceivedUpload {
  /** A UUID. */
  readonly id: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

export interface KeptUpload {
  readonly id: string;
  readonly path: string;
  /** Still being written, or left by a process that was killed. */
  readonly partial: boolean;
  readonly changedAt: Date;
}

export interface NotedUpload {
  readonly id: string;
  /** Of its bytes. */
  readonly path: string;
  readonly note: string;
  /** When the note was written. */
  readonly notedAt: Date;
}

export interface UploadFolderSettings {
  /** Absolute; created where it is missing, for this user only. */
  readonly directory: string;
  readonly maxBytes: number;
  /** Looks at each upload when it is whole, before it has a name of its own. @default nothing does */
  readonly scan?: ScanSettings;
  /** What messages call the settings. @default those of `upload:` */
  readonly called?: SettingNames;
}

interface SettingNames {
  readonly directory: string;
  readonly maxBytes: string;
}

const OF_UPLOADS: SettingNames = { directory: 'upload.directory', maxBytes: 'upload.max_bytes' };

export const createUploadFolder = ({
  directory,
  maxBytes,
  scan,
  called = OF_UPLOADS,
}: UploadFolderSettings): UploadFolder => {
  const limit = { maxBytes, called: called.maxBytes };
  const partOf = (id: string): string => join(directory, `${id}.part`);
  const list = async (): Promise<KeptUpload[]> => {
    const names = await readdir(directory).catch(() => []);
    const found = await Promise.all(names.map((name) => keptUpload(directory, name)));
    return found.filter((one) => one !== undefined);
  };

  return {
    receive: async (bytes, announced = 0) => {
      if (announced > maxBytes) throw tooLarge(limit);
      const id = randomUUID();
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await chmod(directory, 0o700);
        await assertFree(directory, announced, called.directory);
        const written = await write(partOf(id), bytes, limit);
        if (scan !== undefined) await scanUpload(scan, partOf(id));
        return { id, ...written };
      } catch (error) {
        await rm(partOf(id), { force: true });
        throw translateDiskError('Cannot store the upload', error, called.directory);
      }
    },
    keep: async ({ id }, extension) => {
      const path = join(directory, `${id}.${extension}`);
      await nameFile(partOf(id), path);
      return path;
    },
    moveTo: ({ id }, path) => nameNewFile(partOf(id), path),
    note: async (id, text) => {
      try {
        // Whoever reads it meanwhile has the one before.
        const path = join(directory, `${id}.${NOTE}`);
        const part = join(directory, `${id}.${randomUUID()}.note`);
        await writeFile(part, text, { mode: 0o600, flush: true });
        await rename(part, path);
      } catch (error) {
        throw translateDiskError('Cannot store the upload', error, called.directory);
      }
    },
    find: async (id) => {
      if (!ID.test(id)) return undefined;
      const found = (await list()).filter((one) => one.id === id && !one.partial);
      const [bytes, note] = [found.find(({ path }) => !isNote(path)), found.find(({ path }) => isNote(path))];
      if (bytes === undefined || note === undefined) return undefined;
      const text = await readFile(note.path, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : { id, path: bytes.path, note: text, notedAt: note.changedAt };
    },
    discard: async ({ id }) => {
      for (const one of await list()) if (one.id === id) await rm(one.path, { force: true });
    },
    list,
    remove: ({ path }) => rm(path, { force: true }),
  };
};

interface Limit {
  readonly maxBytes: number;
  readonly called: string;
}

const write = async (
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  limit: Limit,
): Promise<Omit<ReceivedUpload, 'id'>> => {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    let written = 0;
    for await (const chunk of bytes) {
      written += chunk.length;
      if (written > limit.maxBytes) throw tooLarge(limit);
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    await file.sync();
    return { bytes: written, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
};

const NOTE = 'json';
const ID = /^[0-9a-f-]{36}$/;
const NAME = /^([0-9a-f-]{36})\.((?:[0-9a-f-]{36}\.)?note|part|csv|ndjson|json)$/;

const isNote = (path: string): boolean => path.endsWith(`.${NOTE}`);

/** Undefined for what no upload has left. */
const keptUpload = async (directory: string, name: string): Promise<KeptUpload | undefined> => {
  const [, id, extension] = NAME.exec(name) ?? [];
  if (id === undefined) return undefined;
  const path = join(directory, name);
  const facts = await stat(path).catch(() => undefined);
  return (
    facts && { id, path, partial: extension === 'part' || extension?.endsWith('note') === true, changedAt: facts.mtime }
  );
};

/** Does not reserve the space: others may use it up meanwhile, which is DISK_FULL. */
const assertFree = async (directory: string, neededBytes: number, called: string): Promise<void> => {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + SPARE_BYTES) return;
  throw new StevedoreError(
    'DISK_TOO_SMALL',
    `Cannot store the upload: it needs ${neededBytes} bytes and ${freeBytes} are free; free space where ${called} is`,
    { details: { neededBytes, freeBytes } },
  );
};

/** Other files grow, too. */
const SPARE_BYTES = 64 * 1_048_576;

const tooLarge = ({ maxBytes, called }: Limit): StevedoreError =>
  new StevedoreError(
    'UPLOAD_TOO_LARGE',
    `Cannot store the upload: it has more than ${maxBytes} bytes; split the file, or raise ${called}`,
    { details: { maxBytes } },
  );
