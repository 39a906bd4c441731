import { fromReader } from 'yauzl-promise';
import type { Entry, ZipFile } from 'yauzl-promise';
import type { ArchiveBytes } from '../archive-bytes.js';
import { bytesFrom } from '../archive-bytes.js';
import type { ArchiveErrors } from './archive-errors.js';
import { createArchiveErrors, translateZipError } from './archive-errors.js';
import { ByteBudget } from './byte-budget.js';
import { readEntry } from './read-entry.js';
import { AES_METHOD } from './win-zip-aes.js';
import type { ZipArchive, ZipEntry, ZipLimits } from './zip-archive.js';
import type { EndRecord } from './find-end-record.js';
import { END_RECORD_BYTES, findEndRecord } from './find-end-record.js';
import { ZipFileReader } from './zip-file-reader.js';

export interface OpenZipOptions {
  /** The archive's name, for messages. */
  readonly label: string;
  readonly limits: ZipLimits;
}

/**
 * Opens a ZIP file and reads its whole directory, without unpacking an entry. The caller closes the bytes.
 *
 * Throws ARCHIVE_CORRUPT (cut off, not a ZIP, damaged directory, overlapping entries), ARCHIVE_LIMIT_EXCEEDED (by what
 * the directory declares), ARCHIVE_UNSUPPORTED (split, strong encryption).
 */
export const openZip = async (file: ArchiveBytes, { label, limits }: OpenZipOptions): Promise<ZipArchive> => {
  const errors = createArchiveErrors(label);
  try {
    const end = await findEnd(file, errors);
    const bytes = bytesFrom(file, end.base);
    const directory = await readDirectory(bytes, end, limits, errors);
    const budget = new ByteBudget(limits);
    return {
      entries: [...directory.keys()],
      strayBytes: end.base + end.strayBytes,
      read: (entry, options = {}) => {
        const source = directory.get(entry);
        if (source === undefined) throw errors('INTERNAL', 'the entry belongs to another archive');
        return readEntry({ bytes, entry, source, budget, errors: createArchiveErrors(label, entry.name) }, options);
      },
    };
  } catch (error) {
    throw translateZipError(errors, error);
  }
};

const findEnd = async (file: ArchiveBytes, errors: ArchiveErrors): Promise<EndRecord> => {
  const end = await findEndRecord(file);
  if (end === 'ambiguous') {
    throw errors(
      'ARCHIVE_CORRUPT',
      'it has two end records with a directory each, so it has two contents; pack it again',
    );
  }
  if (end === undefined) {
    throw errors(
      'ARCHIVE_CORRUPT',
      `it has no end record, so it is cut off or not a ZIP file (${file.size} bytes); upload it again`,
    );
  }
  return end;
};

const readDirectory = async (
  bytes: ArchiveBytes,
  end: EndRecord,
  limits: ZipLimits,
  errors: ArchiveErrors,
): Promise<ReadonlyMap<ZipEntry, Entry>> => {
  const zip = await fromReader(new ZipFileReader(bytes, end), end.start + END_RECORD_BYTES, PARSER_OPTIONS);
  const tooMany = (count: number) =>
    errors(
      'ARCHIVE_LIMIT_EXCEEDED',
      `it has ${count} entries, more than zip.limits.max_entries (${limits.maxEntries})`,
    );
  if (zip.entryCount > limits.maxEntries) throw tooMany(zip.entryCount);
  const directory = new Map<ZipEntry, Entry>();
  for (let source = await zip.readEntry(); source !== null; source = await zip.readEntry()) {
    directory.set(describeEntry(source), source);
  }
  assertWholeDirectory(zip, end, errors);
  const entries = [...directory.keys()];
  assertNoOverlap([...directory.values()], directoryStart(zip), errors);
  assertDeclaredSizes(entries, limits, errors);
  return directory;
};

/** Names are not checked, because they are never used as paths. macOS's broken Zip64 is treated as damage. */
const PARSER_OPTIONS = { validateFilenames: false, supportMacArchive: false } as const;

const describeEntry = (source: Entry): ZipEntry => {
  const name = source.filename.replaceAll('\\', '/').replace(UNPRINTABLE, '\u{fffd}');
  const madeOnUnix = [UNIX, MACOS].includes(source.versionMadeBy >>> 8);
  const mode = madeOnUnix ? (source.externalFileAttributes >>> 16) & FILE_TYPE : 0;
  return {
    name,
    kind: name.endsWith('/') || mode === DIRECTORY ? 'directory' : mode === LINK ? 'link' : 'file',
    size: source.uncompressedSize,
    packedSize: source.compressedSize,
    encryption: source.compressionMethod === AES_METHOD ? 'aes' : source.isEncrypted() ? 'zipcrypto' : 'none',
  };
};

/** Control characters, direction marks that reorder what is printed, halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNIX = 3;
const MACOS = 19;
const FILE_TYPE = 0xf000;
const DIRECTORY = 0x4000;
const LINK = 0xa000;

/** Internals of the parser. */
interface Cursor {
  readonly _entryCursor: number;
  readonly centralDirectoryOffset: number;
  readonly centralDirectorySize: number;
}

const directoryStart = (zip: ZipFile): number => (zip as unknown as Cursor).centralDirectoryOffset;

/**
 * The parser stops after as many entries as the end record states, so a record with too few would hide some. It also
 * reads a directory wherever the record says; with bytes between the two, another program may find another directory.
 */
const assertWholeDirectory = (zip: ZipFile, end: EndRecord, errors: ArchiveErrors): void => {
  const { _entryCursor, centralDirectoryOffset, centralDirectorySize } = zip as unknown as Cursor;
  const directoryEnd = centralDirectoryOffset + centralDirectorySize;
  if (_entryCursor !== directoryEnd || BigInt(directoryEnd) !== end.directoryEnd) {
    throw errors('ARCHIVE_CORRUPT', 'its end record does not fit its directory; upload it again');
  }
};

/**
 * Entries that share bytes are how a small file becomes a huge one, and an entry inside the directory is invalid; no
 * packer writes either.
 */
const assertNoOverlap = (sources: readonly Entry[], directoryStart: number, errors: ArchiveErrors): void => {
  const sorted = sources.toSorted((a, b) => a.fileHeaderOffset - b.fileHeaderOffset);
  for (const [index, source] of sorted.entries()) {
    const next = sorted[index + 1]?.fileHeaderOffset ?? directoryStart;
    const end = source.fileHeaderOffset + LOCAL_HEADER_BYTES + source.filenameLength + source.compressedSize;
    if (end > next) {
      throw errors(
        'ARCHIVE_CORRUPT',
        'two of its entries overlap, or one its directory, which no packer writes; it is refused',
      );
    }
  }
};

const LOCAL_HEADER_BYTES = 30;

const assertDeclaredSizes = (entries: readonly ZipEntry[], limits: ZipLimits, errors: ArchiveErrors): void => {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.maxBytes) {
    throw errors(
      'ARCHIVE_LIMIT_EXCEEDED',
      `it unpacks to ${total} bytes, more than zip.limits.max_bytes (${limits.maxBytes})`,
    );
  }
};
