import type { FileReading } from '../../contracts/table-import/imported-file-record.js';
import { findEncoding } from '../records/find-encoding.js';
import { readNames } from '../records/read-names.js';
import type { FileImport } from './file-import.js';

/**
 * How a file is read, for whoever downloads or replays its rejects. Throws TEXT_ENCODING_INVALID, FILE_EMPTY,
 * FILE_HEADER_INVALID, FILE_CHANGED and FILE_MISSING.
 */
export const fileReading = async ({
  path,
  format,
  signal,
}: Pick<FileImport, 'path' | 'format' | 'signal'>): Promise<FileReading> => {
  if (format.format === 'ndjson') return { format: 'ndjson' };
  const { delimiter, quote } = format;
  if (!format.header) return { format: 'csv', delimiter, quote };
  const encoding = await findEncoding(path, format.encoding, signal);
  const { header } = await readNames(path, format, encoding, signal);
  return { format: 'csv', header: header.toString(), delimiter, quote };
};
