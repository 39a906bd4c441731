import type { FileReading } from '../../contracts/table-import/imported-file-record.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import { REJECT_COLUMNS } from '../../contracts/table-import/reject.js';
import type { CsvDialect } from '../../formats/csv/csv-dialect.js';
import { RecordReader } from '../../formats/csv/records/record-reader.js';

/**
 * Writes rejects as CSV that is read as the file was, so that it can be mended and imported as it is.
 *
 * 1. A reject is a record of its own there, and no other becomes part of it. Its bytes stand as they did, and behind
 *    them its line and its reasons, in columns that an import passes over.
 * 2. What is no whole record by itself (a quote that is not closed, bytes that were not kept) stands as one value, so
 *    that it is a reject again until somebody has mended it: the record has another number of fields than the header.
 * 3. Of a file without a header, whose columns go by their order, there is nothing but the bytes, and what is no whole
 *    record is left out.
 */
export class RejectRows {
  /** The lines before the first reject. */
  readonly head: string;

  private readonly dialect: CsvDialect & { readonly escape: string };
  /** Fields of the header, without the columns of an earlier download; undefined where there is none. */
  private readonly fields: number | undefined;
  private readonly hasColumns: boolean;

  constructor({ header, delimiter = ',', quote = '"', escape = quote, skipLines = 0 }: FileReading) {
    this.dialect = { delimiter, quote, escape, skipLines: 0, header: false };
    const text = header === undefined ? '' : withoutEnd(header);
    const names = this.read(text)?.names ?? [];
    this.hasColumns = REJECT_COLUMNS.every((name, at) => names.at(at - REJECT_COLUMNS.length) === name);
    this.fields = header === undefined ? undefined : names.length - (this.hasColumns ? REJECT_COLUMNS.length : 0);
    const own = this.hasColumns || header === undefined ? [] : REJECT_COLUMNS;
    this.head = '\n'.repeat(skipLines) + (header === undefined ? '' : `${[text, ...own].join(delimiter)}\n`);
  }

  /** The reject with its line end; empty where it is left out. */
  row(reject: StoredReject): string {
    const { mended, raw, rawBytes } = reject;
    const text = withoutEnd((mended ?? raw).toString());
    const isWhole = mended !== undefined || rawBytes <= raw.length;
    const record = isWhole ? this.read(text) : undefined;
    if (this.fields === undefined) return record === undefined ? '' : `${text}\n`;
    const more = [String(reject.line), reasonsOf(reject)];
    const own = record === undefined ? undefined : this.withoutColumns(text, record);
    if (own !== undefined) {
      const row = this.joined([own.text, ...own.filler, ...more.map((value) => this.value(value))]);
      const back = this.read(row)?.names;
      const at = own.fields + own.filler.length;
      if (back?.length === at + more.length && more.every((value, nth) => back[at + nth] === value)) return `${row}\n`;
    }
    const { quote, delimiter } = this.dialect;
    const whole = quote === '' ? text.replaceAll(/[\r\n]+/g, ' ') : this.quoted(text);
    const fields = quote === '' ? whole.split(delimiter).length : 1;
    return `${this.joined([whole, ...this.filler(fields), ...more.map((value) => this.value(value))])}\n`;
  }

  private joined(values: readonly string[]): string {
    return values.join(this.dialect.delimiter);
  }

  /** The one record that a text is, without its line end; undefined where it is none, or more. */
  private read(text: string): ReadText | undefined {
    const bytes = Buffer.from(`${text}\n`);
    const reader = new RecordReader(this.dialect, Number.MAX_SAFE_INTEGER);
    reader.crEnds = false;
    reader.columns = 1;
    const record = reader.next(bytes, bytes.length, true);
    if (record === undefined || record.flaw !== undefined || record.end !== bytes.length) return undefined;
    const names = reader.values(bytes).map((value) => value ?? '');
    return { names, startOf: (field) => bytes.subarray(0, reader.startOf(field)).toString().length };
  }

  /** The columns of an earlier download are given anew; a record with a field too few or too many keeps it so. */
  private withoutColumns(text: string, { names, startOf }: ReadText) {
    const fields = names.length - REJECT_COLUMNS.length;
    const isGiven = this.hasColumns && fields > 0 && (fields === this.fields || /^\d+$/.test(names[fields] ?? ''));
    if (!isGiven) return { text, fields: names.length, filler: this.hasColumns ? this.filler(names.length) : [] };
    const filler = names.length === (this.fields ?? 0) + REJECT_COLUMNS.length ? [] : this.filler(fields);
    return { text: text.slice(0, startOf(fields) - this.dialect.delimiter.length), fields, filler };
  }

  /** What keeps a record that is none of the header's from being one. */
  private filler(fields: number): readonly string[] {
    return fields === this.fields ? [''] : [];
  }

  private value(value: string): string {
    const { delimiter, quote, escape } = this.dialect;
    if (quote === '') return value.replaceAll(delimiter, ' ');
    return [delimiter, quote, escape].some((special) => value.includes(special)) ? this.quoted(value) : value;
  }

  private quoted(text: string): string {
    const { quote, escape } = this.dialect;
    const marked = escape === quote ? text : text.replaceAll(escape, escape + escape);
    return quote + marked.replaceAll(quote, escape + quote) + quote;
  }
}

interface ReadText {
  readonly names: readonly string[];
  /** Where a field begins in the text, with its quote. */
  readonly startOf: (field: number) => number;
}

const withoutEnd = (text: string): string => text.replace(/\r?\n$|\r$/, '');

const reasonsOf = ({ reasons }: StoredReject): string =>
  reasons
    .map(({ column, message }) => (column === undefined ? message : `${column}: ${message}`))
    .join('; ')
    .replaceAll(/[\r\n]+/g, ' ');
