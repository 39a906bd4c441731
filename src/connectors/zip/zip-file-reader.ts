import { Reader } from 'yauzl-promise';
import type { ArchiveBytes } from '../archive-bytes.js';
import type { EndRecord } from './find-end-record.js';
import { END_RECORD_BYTES } from './find-end-record.js';

/**
 * Lets the directory's parser read an archive up to its end record, and corrects legal layouts that it refuses: Zip64
 * with open disk numbers, comments that hold an end record, entries without a name.
 */
export class ZipFileReader extends Reader {
  readonly #bytes: ArchiveBytes;
  readonly #end: EndRecord;

  constructor(bytes: ArchiveBytes, end: EndRecord) {
    super();
    this.#bytes = bytes;
    this.#end = end;
  }

  /** The base class fails on empty reads, as for an entry without a name. */
  async read(start: number, length: number): Promise<Buffer> {
    return length === 0 ? Buffer.alloc(0) : BASE.read.call(this, start, length);
  }

  override async _read(start: number, length: number): Promise<Buffer> {
    const bytes = await this.#bytes.read(start, length);
    const record = this.#end.start - start;
    if (record < 0 || record + END_RECORD_BYTES > length) return bytes;
    // Zip64 writers may leave the disk numbers to the Zip64 record, as 0xFFFF; the parser would take that for a split
    // archive.
    if (this.#end.zip64 && bytes.readUInt32LE(record + 4) === 0xffffffff) bytes.writeUInt32LE(0, record + 4);
    // Hides the comment from the parser, which would search it for an end record.
    bytes.writeUInt16LE(0, record + 20);
    return bytes;
  }
}

/** The part of the base class that its types omit. */
const BASE = Reader.prototype as unknown as { read(start: number, length: number): Promise<Buffer> };
