import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DumpIndex, DumpPart, IndexPlace } from '../dump-index.js';
import { translateDiskError } from '../../../connectors/disk/disk-errors.js';
import type { ChunkRange } from '../../../connectors/disk/read-chunks.js';
import { readChunks } from '../../../connectors/disk/read-chunks.js';
import { gunzip } from '../../../connectors/gzip/gunzip.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { assertIsPlain } from '../../../formats/postgres-dump/assert-is-plain.js';
import { crcOf, FIRST_LINE, LAST_BYTES, parseIndex, parsePlace } from '../dump-index.js';

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
  /** Reads a range of its text; with an index, within one part. */
  readonly range: (start: number, end?: number) => AsyncGenerator<Buffer, void, undefined>;
  readonly close: () => Promise<void>;
}

const HEAD_BYTES = 4096;
const MOST_INDEX = 64 * 1024 * 1024;

/**
 * Opens a dump: plain SQL, or compressed by gzip, also in several members. One that is compressed and has no index is
 * unpacked to `workFolder` first, which takes the room of its text until it is closed.
 *
 * Throws DUMP_TRUNCATED, ARCHIVE_CORRUPT, DUMP_SYNTAX (another format), DISK_FULL.
 */
export const openDumpFile = async (
  path: string,
  { workFolder = tmpdir(), signal }: { readonly workFolder?: string; readonly signal?: AbortSignal } = {},
): Promise<DumpFile> => {
  const facts = await ends(path);
  const isPacked = facts.first[0] === 0x1f && facts.first[1] === 0x8b;
  const place = parsePlace(facts.last);
  if (isPacked && place === undefined) {
    const folder = await mkdtemp(join(workFolder, 'stevedore-import-'));
    const close = () => rm(folder, { recursive: true, force: true });
    try {
      const plain = join(folder, 'dump.sql');
      await unpack(path, plain, signal);
      const opened = await openPlain(plain, await ends(plain));
      return { ...opened, changedAt: facts.changedAt, close };
    } catch (error) {
      await close();
      throw error;
    }
  }
  if (!isPacked || place === undefined) return openPlain(path, facts);
  const text = await textFrom(gunzip(bytesOf(path, { start: place.at })));
  const index = indexOf(text, place, (part) => [part.at, part.bytes], place.at);
  const part = (each: DumpPart) => checked(gunzip(bytesOf(path, { start: each.at, end: each.at + each.bytes })), each);
  return {
    index,
    textBytes: place.textAt,
    changedAt: facts.changedAt,
    head: '',
    part,
    range: (start, end = Infinity) => within(index, part, start, end),
    close: () => Promise.resolve(),
  };
};

/** A range of the text, of the part that it begins in. */
async function* within(index: DumpIndex, part: DumpFile['part'], start: number, end: number) {
  const found = index.parts.find(({ textAt, textBytes }) => start >= textAt && start < textAt + textBytes);
  if (found === undefined) return;
  let at = found.textAt;
  for await (const piece of part(found)) {
    const some = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (some.length > 0) yield some;
    at += piece.length;
  }
}

/** Of a file, in pieces that stay as they are: what unpacks them asks for the next ones before it has taken them. */
async function* bytesOf(path: string, range?: ChunkRange): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of readChunks(path, range)) yield Buffer.from(chunk);
}

interface Ends {
  readonly first: Buffer;
  readonly last: Buffer;
  readonly bytes: number;
  readonly changedAt: Date;
}

const openPlain = async (path: string, { first, last, bytes, changedAt }: Ends): Promise<DumpFile> => {
  assertIsPlain(first);
  const place = parsePlace(last);
  const head = first.toString('utf8');
  if (place === undefined && head.startsWith(FIRST_LINE)) throw cut();
  const range = (start: number, end = Infinity) => bytesOf(path, { start, end });
  const whole = { textBytes: bytes, changedAt, head, range, close: () => Promise.resolve() };
  if (place === undefined) return { ...whole, part: (each) => range(each.textAt, each.textAt + each.textBytes) };
  const text = await textFrom(range(place.textAt));
  const index = indexOf(text, place, (each) => [each.textAt, each.textBytes], place.textAt);
  const part = (each: DumpPart) => checked(range(each.textAt, each.textAt + each.textBytes), each);
  return { ...whole, index, part };
};

const ends = async (path: string): Promise<Ends> => {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new StevedoreError(
      'FILE_MISSING',
      `Cannot import "${path}": it cannot be read; look at its path and rights`,
      {
        cause: error,
      },
    );
  });
  try {
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
  } finally {
    await file.close();
  }
};

const unpack = async (from: string, to: string, signal?: AbortSignal): Promise<void> => {
  const file = await open(to, 'wx', 0o600);
  try {
    for await (const chunk of translated(gunzip(bytesOf(from)))) {
      signal?.throwIfAborted();
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
  } catch (error) {
    throw translateDiskError('Cannot unpack the file', error, 'sync.dump_directory');
  } finally {
    await file.close();
  }
};

/** The index of a file that is whole as far as its end can tell. */
const indexOf = (
  text: string,
  { crc }: IndexPlace,
  rangeOf: (part: DumpPart) => readonly [number, number],
  end: number,
): DumpIndex => {
  const own = text.slice(0, text.lastIndexOf('-- Stevedore index at'));
  const index = crcOf(own) === crc ? parseIndex(own) : undefined;
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
