import type { FileReading } from '../../contracts/table-import/imported-file-record.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import { rejectJson } from './reject-schema.js';

/** One reject a line, as the API shows it. */
export const ndjsonLine = (reject: StoredReject): string => `${JSON.stringify(rejectJson(reject))}\n`;

/**
 * A reject as a record of CSV: the bytes of the file, and behind them its line and its reasons, in columns that an
 * import passes over. So the file can be mended and imported as it is.
 */
export const csvLine = (reject: StoredReject, reading: FileReading): string =>
  row(reject.mended ?? reject.raw, reading, [
    String(reject.line),
    reject.reasons.map(({ column, message }) => (column === undefined ? message : `${column}: ${message}`)).join('; '),
  ]);

/** The header of the file with the two columns; nothing where the file has none. */
export const csvHeader = (reading: FileReading): string =>
  reading.header === undefined ? '' : row(Buffer.from(reading.header), reading, ['_line', '_errors']);

const row = (record: Buffer, { delimiter = ',', quote = '"' }: FileReading, more: readonly string[]): string => {
  const text = record.toString().replace(/\r?\n$|\r$/, '');
  const quoted = more.map((value) => quotedValue(value, delimiter, quote));
  return `${[text, ...quoted].join(delimiter)}\n`;
};

const quotedValue = (value: string, delimiter: string, quote: string): string => {
  const oneLine = value.replaceAll(/[\r\n]+/g, ' ');
  if (quote === '') return oneLine.replaceAll(delimiter, ' ');
  return oneLine.includes(delimiter) || oneLine.includes(quote)
    ? `${quote}${oneLine.replaceAll(quote, quote + quote)}${quote}`
    : oneLine;
};
