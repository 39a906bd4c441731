import { StevedoreError } from '../../contracts/errors.js';
import type { CsvFormat } from '../../contracts/table-import/file-format.js';
import { RecordReader } from '../../formats/csv/records/record-reader.js';
import { csvDialectOf } from './csv-dialect-of.js';

/** Where the records of a CSV file begin, in the pieces that were read so far. */
export interface PassedHeader {
  /** Absent where the file has no header. */
  readonly names?: readonly string[];
  /** Stands behind the header in `bytes`. */
  readonly reader: RecordReader;
  readonly bytes: Buffer;
  /** The header as it is written, with its line end. */
  readonly raw: Buffer;
}

/**
 * Passes the lines that are not read and the header, which may come in pieces: undefined where it needs more of them.
 * Throws FILE_EMPTY and FILE_HEADER_INVALID.
 */
export const readHeader = (bytes: Buffer, final: boolean, format: CsvFormat): PassedHeader | undefined => {
  const reader = new RecordReader(csvDialectOf(format), format.maxRecordBytes);
  for (let line = 0; line < format.skipLines; line++) {
    if (reader.at >= bytes.length && final) break;
    if (!reader.skipLine(bytes, bytes.length, final)) return undefined;
  }
  if (!format.header) return { reader, bytes, raw: Buffer.alloc(0) };
  const record = reader.next(bytes, bytes.length, final);
  if (record === undefined) {
    if (!final) return undefined;
    throw new StevedoreError('FILE_EMPTY', 'Cannot read the header: the file is empty');
  }
  if (record.flaw !== undefined) {
    const state = record.flaw === 'too-long' ? 'it is too long' : 'a quote is not closed';
    throw new StevedoreError(
      'FILE_HEADER_INVALID',
      `Cannot read the header on line ${record.line}: ${state}; check the delimiter and the quote of the format`,
    );
  }
  const names = reader.values(bytes).map((name) => (name ?? '').trim());
  reader.records = 0;
  return { names, reader, bytes, raw: bytes.subarray(record.start, record.end) };
};
