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
  const { delimiter, quote, escape, skipLines } = format;
  const dialect = {
    format: 'csv',
    delimiter,
    quote,
    ...(escape === undefined ? {} : { escape }),
    ...(skipLines === 0 ? {} : { skipLines }),
  } as const;
  if (!format.header) return dialect;
  const encoding = await findEncoding(path, format.encoding, signal);
  const { header } = await readNames(path, format, encoding, signal);
  return { ...dialect, header: header.toString() };
};
