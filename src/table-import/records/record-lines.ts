import type { FileFormat, NdjsonFormat } from '../../contracts/table-import/file-format.js';
import type { Reason } from '../../contracts/table-import/reason.js';
import { CsvLines } from '../../formats/csv/csv-lines.js';
import type { KernelColumn } from '../../formats/csv/kernel-columns.js';
import type { RecordReader } from '../../formats/csv/records/record-reader.js';
import { valueAt } from '../../contracts/table-import/pages/json-path.js';
import type { JsonValue, NdjsonRecord } from '../../formats/ndjson/ndjson-records.js';
import { NdjsonRecords } from '../../formats/ndjson/ndjson-records.js';
import { decodeText } from '../../formats/text-encoding/decode-text.js';
import type { FileImport } from '../import/file-import.js';
import type { PlannedFile } from '../import/planned-file.js';
import { kernelColumn } from '../rules/kernel-check.js';
import type { Asked } from './ask-record.js';
import { csvDialectOf } from './csv-dialect-of.js';
import { jsonText } from './json-values.js';
import { readFile } from './read-file.js';
import { readHeader } from './read-header.js';
import { pathsOf, withFinal } from './read-names.js';

export interface LinesRequest {
  readonly file: Pick<FileImport, 'path' | 'format' | 'signal'>;
  readonly plan: PlannedFile;
  /** Gives the line of a record, or nothing where it has none. */
  readonly decide: (record: Asked) => string | undefined;
  /** Whether every record is asked about, and not only those that the kernel does not know. @default false */
  readonly askAll?: boolean;
  readonly onRead?: (bytes: number, records: number) => void;
}

/** A record that is refused where it is read. */
export interface FlawedRecord {
  readonly line: number;
  readonly number: number;
  readonly reasons: readonly Reason[];
}

/**
 * Reads a file once: yields the lines of its records for the server, each to be used before the next is asked for, and
 * returns how many records there were. Throws FILE_CHANGED, FILE_MISSING and TEXT_ENCODING_INVALID.
 */
export async function* recordLines(request: LinesRequest): AsyncGenerator<Buffer, number, undefined> {
  const { file, plan, onRead } = request;
  const { path, format, signal } = file;
  let bytes = 0;
  let reader: Lines | undefined;
  let head: Buffer = Buffer.alloc(0);
  const options = { ...(signal !== undefined && { signal }), onBytes: (read: number) => (bytes = read) };
  for await (const { piece, final } of withFinal(decodeText(readFile(path, options), plan.encoding))) {
    let first: Buffer | undefined;
    if (reader === undefined) {
      head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      const begun = begin(request, format, head, final);
      // The piece is read over by the next one.
      if (begun === undefined) head = Buffer.from(head);
      reader = begun;
      first = head;
    }
    if (reader === undefined) continue;
    yield* reader.push(first ?? piece, final);
    onRead?.(bytes, reader.records);
  }
  return reader?.records ?? 0;
}

interface Lines {
  readonly records: number;
  push(piece: Buffer, final: boolean): Generator<Buffer>;
}

const begin = (request: LinesRequest, format: FileFormat, head: Buffer, final: boolean): Lines | undefined => {
  if (format.format === 'ndjson') return new NdjsonLines(request, format);
  const passed = readHeader(head, final, format);
  return passed && csvLines(request, passed.reader);
};

const csvLines = ({ file, plan, decide, askAll = false }: LinesRequest, reader: RecordReader): CsvLines => {
  const { format } = file;
  if (format.format !== 'csv') throw new TypeError('The file is not CSV');
  const { targets, rules, defaults, write, emptyAsNull, lists } = plan;
  // The kernel cannot add a value that stands nowhere in the file, and knows no lists.
  const inFile = targets.filter((name) => name !== undefined).length;
  const kernel = !askAll && write.columns.length === inFile && (lists?.size ?? 0) === 0;
  let position = 0;
  const columns = targets.map((name): KernelColumn => {
    if (name === undefined) return { check: { kind: 'text' }, required: false, skipped: true };
    const rule = rules[position];
    const given = defaults[position++];
    if (rule === undefined) throw new TypeError(`There is no rule for column ${name}`);
    const column = kernelColumn(rule);
    // It asks about what is empty, so that a default takes its place, or NULL.
    return given !== undefined || (emptyAsNull && rule.type === 'text') ? { ...column, required: true } : column;
  });
  return new CsvLines(
    { dialect: csvDialectOf(format), columns, maxRecordBytes: format.maxRecordBytes, decide, kernel },
    reader,
  );
};

/** Lines of the objects of NDJSON. */
class NdjsonLines implements Lines {
  private readonly reader: NdjsonRecords;
  private readonly take: readonly ((value: NonNullable<NdjsonRecord['value']>) => JsonValue | undefined)[];
  private readonly decide: LinesRequest['decide'];

  constructor({ plan, decide }: LinesRequest, { maxRecordBytes, mapping }: NdjsonFormat) {
    this.reader = new NdjsonRecords(maxRecordBytes);
    this.decide = decide;
    const sources = new Map(Object.entries(mapping).map(([name, column]) => [column, name]));
    const paths = pathsOf(mapping);
    this.take = plan.targets.map((target) => {
      if (target === undefined) return () => null;
      const name = sources.get(target) ?? target;
      const path = paths.get(name);
      return (value) => (Object.hasOwn(value, name) ? value[name] : path && valueAt<JsonValue>(value, path));
    });
  }

  get records(): number {
    return this.reader.records;
  }

  *push(piece: Buffer, final: boolean): Generator<Buffer> {
    let lines = '';
    for (const { number, line, raw, value, flaw } of this.reader.push(piece, final)) {
      const values = value === undefined ? [] : this.valuesOf(value);
      const fault = values === undefined ? 'too-deep' : flaw;
      lines +=
        this.decide({ number, line, raw, values: values ?? [], ...(fault !== undefined && { flaw: fault }) }) ?? '';
      if (lines.length < LINES_BYTES) continue;
      yield Buffer.from(lines);
      lines = '';
    }
    if (lines !== '') yield Buffer.from(lines);
  }

  /** Undefined for what is nested so deep that it cannot be written. */
  private valuesOf(value: NonNullable<NdjsonRecord['value']>): (string | null)[] | undefined {
    try {
      return this.take.map((take) => jsonText(take(value)));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

const LINES_BYTES = 1 << 18;
