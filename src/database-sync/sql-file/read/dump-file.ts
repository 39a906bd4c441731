import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { DumpIndex, DumpPart, IndexPlace } from '../dump-index.js';
import { translateDiskError } from '../../../connectors/disk/disk-errors.js';
import type { ChunkRange } from '../../../connectors/disk/read-chunks.js';
import { assertLeavesFree } from '../../../connectors/disk/leave-free.js';
import { readChunks } from '../../../connectors/disk/read-chunks.js';
import { gunzip } from '../../../connectors/gzip/gunzip.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { assertIsPlain } from '../../../formats/postgres-dump/assert-is-plain.js';
import { crcOf, FIRST_LINE, LAST_BYTES, parseIndex, parsePlace, renderPlace } from '../dump-index.js';

/** A dump on disk, whose text can be read from any part of it. */
export interface DumpFile {
  /** Of a dump of this program. */
  readonly index?: DumpIndex;
  /** Of its text, as far as it is known: without an index, of the whole text. */
  readonly textBytes: number;
  readonly changedAt: Date;
  /** The first bytes of its text. */
  readonly head: string;
  /** Reads a part of the index. Throws ARCHIVE_CORRUPT at its end if it is not what was written. */
  readonly part: (part: DumpPart) => AsyncGenerator<Buffer, void, undefined>;
  /** Reads a range of its text; with an index, of parts that follow each other. */
  readonly range: (start: number, end?: number) => AsyncGenerator<Buffer, void, undefined>;
  readonly close: () => Promise<void>;
}

const HEAD_BYTES = 4096;
const MOST_INDEX = 64 * 1024 * 1024;
/** Bytes after which the room of the disk is looked at again. */
const LOOK_EACH = 64 * 1024 * 1024;

export interface DumpFileOptions {
  /** @default the system's folder for temporary files */
  readonly workFolder?: string;
  /** How many bytes of the disk stay free. @default a tenth of it, at most 1 GiB */
  readonly leaveFree?: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens a dump: plain SQL, or compressed by gzip, also in several members.
 *
 * 1. It is read to its end whatever becomes of its name: it is open until it is closed.
 * 2. One that is compressed and has no index is unpacked into `workFolder` first, which takes the room of its text
 *    until it is closed. That file has no name: nothing of it is left when the process is killed.
 *
 * Throws DUMP_TRUNCATED, ARCHIVE_CORRUPT, DUMP_SYNTAX (another format), FILE_MISSING, FILE_EMPTY, DISK_FULL,
 * DISK_TOO_SMALL.
 */
export const openDumpFile = async (path: string, options: DumpFileOptions = {}): Promise<DumpFile> => {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new StevedoreError(
      'FILE_MISSING',
      `Cannot import "${path}": it cannot be read; look at its path and rights`,
      { cause },
    );
  });
  const opened = [file];
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0)) await each.close();
  };
  try {
    const facts = await ends(file, path);
    const isPacked = facts.first[0] === 0x1f && facts.first[1] === 0x8b;
    const place = parsePlace(facts.last);
    if (!isPacked) return { ...(await openPlain(file, facts)), close };
    if (place !== undefined) return { ...(await openPacked(file, facts, place)), close };
    const plain = await unpack(file, options);
    opened.push(plain);
    return { ...(await openPlain(plain, await ends(plain, path))), changedAt: facts.changedAt, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const openPacked = async (file: FileHandle, { changedAt }: Ends, place: IndexPlace): Promise<OpenedDump> => {
  const text = await textFrom(gunzip(bytesOf(file, { start: place.at })));
  const index = indexOf(text, place, (part) => [part.at, part.bytes], place.at);
  const part = (each: DumpPart) => checked(gunzip(bytesOf(file, { start: each.at, end: each.at + each.bytes })), each);
  const range = (start: number, end = Infinity) => within(index, part, start, end);
  return { index, textBytes: place.textAt, changedAt, head: '', part, range };
};

type OpenedDump = Omit<DumpFile, 'close'>;

/** A range of the text, of the parts that have something of it. */
async function* within(index: DumpIndex, part: DumpFile['part'], start: number, end: number) {
  for (const each of index.parts) {
    let at = each.textAt;
    if (at >= end || at + each.textBytes <= start) continue;
    for await (const piece of part(each)) {
      const some = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
      if (some.length > 0) yield some;
      at += piece.length;
    }
  }
}

/** Of a file, in pieces that stay as they are: what unpacks them asks for the next ones before it has taken them. */
async function* bytesOf(file: FileHandle, range?: ChunkRange): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of readChunks(file, range)) yield Buffer.from(chunk);
}

interface Ends {
  readonly first: Buffer;
  readonly last: Buffer;
  readonly bytes: number;
  readonly changedAt: Date;
}

const openPlain = async (file: FileHandle, { first, last, bytes, changedAt }: Ends): Promise<OpenedDump> => {
  assertIsPlain(first);
  const place = parsePlace(last);
  const head = first.toString('utf8');
  if (place === undefined && head.startsWith(FIRST_LINE)) throw cut();
  const range = (start: number, end = Infinity) => bytesOf(file, { start, end });
  const whole = { textBytes: bytes, changedAt, head, range };
  if (place === undefined) return { ...whole, part: (each) => range(each.textAt, each.textAt + each.textBytes) };
  const text = await textFrom(range(place.textAt));
  const index = indexOf(text, place, (each) => [each.textAt, each.textBytes], place.textAt);
  const part = (each: DumpPart) => checked(range(each.textAt, each.textAt + each.textBytes), each);
  return { ...whole, index, part };
};

/** `path`: for messages. */
const ends = async (file: FileHandle, path: string): Promise<Ends> => {
  const { size, mtime } = await file.stat();
  const read = async (at: number, length: number) => {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, (await file.read(buffer, 0, length, at)).bytesRead);
  };
  if (size === 0)
    throw new StevedoreError('FILE_EMPTY', `Cannot import "${path}": it is empty; export the database again`);
  return {
    first: await read(0, HEAD_BYTES),
    last: await read(Math.max(0, size - LAST_BYTES), LAST_BYTES),
    bytes: size,
    changedAt: mtime,
  };
};

/** The text of a packed file, in a file without a name. */
const unpack = async (
  packed: FileHandle,
  { workFolder = tmpdir(), leaveFree, signal }: DumpFileOptions,
): Promise<FileHandle> => {
  const path = join(workFolder, `stevedore-import-${randomUUID()}`);
  const checkRoom = () => assertLeavesFree(workFolder, 'text of the dump', leaveFree);
  let file: FileHandle | undefined;
  try {
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    file = await open(path, 'wx+', 0o600);
    await rm(path);
    let unchecked = LOOK_EACH;
    for await (const chunk of translated(gunzip(bytesOf(packed)))) {
      signal?.throwIfAborted();
      unchecked += chunk.length;
      if (unchecked >= LOOK_EACH) {
        await checkRoom();
        unchecked = 0;
      }
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
    return file;
  } catch (error) {
    await file?.close();
    throw translateDiskError('Cannot unpack the file', error, 'the work folder');
  }
};

/** The index of a file that is whole as far as its end can tell. */
const indexOf = (
  text: string,
  place: IndexPlace,
  rangeOf: (part: DumpPart) => readonly [number, number],
  end: number,
): DumpIndex => {
  const own = text.slice(0, text.lastIndexOf('-- Stevedore index at'));
  if (text.slice(own.length) !== renderPlace(place)) throw damaged('something follows its index');
  const index = crcOf(own) === place.crc ? parseIndex(own) : undefined;
  if (index === undefined) throw damaged('its index is not what was written');
  let at = 0;
  for (const part of index.parts) {
    const [start, bytes] = rangeOf(part);
    const isKnown = part.table === undefined || index.tables[part.table] !== undefined;
    if (start !== at || !(bytes > 0) || !isKnown) throw damaged('its parts do not follow each other');
    at += bytes;
  }
  if (at !== end) throw damaged('it is longer or shorter than it was');
  return index;
};

const textFrom = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of translated(bytes)) {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_INDEX) throw damaged('its index is longer than any');
  }
  return Buffer.concat(pieces).toString('utf8');
};

/** Passes a part's bytes on, and throws after the last one if they are not those that were written. */
async function* checked(bytes: AsyncIterable<Buffer>, { textBytes, crc, textAt }: DumpPart) {
  let length = 0;
  let sum = 0;
  for await (const piece of translated(bytes)) {
    length += piece.length;
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== textBytes || sum !== crc)
    throw damaged(`what begins at byte ${textAt} of its text is not what was written`);
}

async function* translated(bytes: AsyncIterable<Buffer>) {
  try {
    yield* bytes;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'Z_BUF_ERROR') throw cut();
    if (typeof code === 'string' && code.startsWith('Z_')) throw damaged('gzip finds an error in it');
    throw error;
  }
}

const cut = (): StevedoreError =>
  new StevedoreError(
    'DUMP_TRUNCATED',
    'Cannot import the file: its end is missing; copy it again, or export the database again',
  );

export const damaged = (what: string): StevedoreError =>
  new StevedoreError(
    'ARCHIVE_CORRUPT',
    `Cannot import the file: ${what}; copy it again, or export the database again (one that a person has changed is read without its index: remove the lines from "-- Stevedore index" on, and the first one)`,
  );
