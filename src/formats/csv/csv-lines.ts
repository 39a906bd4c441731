import { CsvKernel } from './csv-kernel.js';
import type { CsvDialect } from './csv-dialect.js';
import type { KernelColumn } from './kernel-columns.js';
import { RecordReader } from './records/record-reader.js';
import type { RecordFlaw, SplitRecord } from './records/record-reader.js';

/** A record that its caller decides about: the kernel did not say yes to it. */
export interface AskedRecord {
  /** Counted from 1, without the header. */
  readonly number: number;
  /** The line that it begins on, counted from 1 as an editor counts. */
  readonly line: number;
  /**
   * Its bytes in UTF-8 with its line end; of a record that is too long its first part. They are valid during the call
   * only.
   */
  readonly raw: Buffer;
  /** Null where nothing stands, not even quotes; empty for a record with a flaw. */
  readonly values: readonly (string | null)[];
  readonly flaw?: RecordFlaw;
  /** Of an unclosed quote: the line that it stands on. */
  readonly quoteLine?: number;
}

export interface CsvLinesOptions {
  readonly dialect: CsvDialect;
  /** The columns of the file, in its order. */
  readonly columns: readonly KernelColumn[];
  /** A record must be shorter. */
  readonly maxRecordBytes: number;
  /** Gives the record's line (`encodeLine`), or nothing for a reject. */
  readonly decide: (record: AskedRecord) => string | undefined;
  /** False reads with the slower reader alone, as dialects with an escape character are always read. @default true */
  readonly kernel?: boolean;
}

const LINES_BYTES = 1 << 18;

/**
 * Makes lines for the server (`encodeLine`) of the records of a CSV file that comes in pieces of valid UTF-8.
 *
 * 1. Memory holds one piece, one record and a megabyte of lines, whatever the file's size.
 * 2. Every record is in the lines or was given to `decide`, and counts once; blank lines, comments and what is before
 *    the first record do not.
 * 3. What comes of a record does not depend on the pieces, nor on whether the kernel reads.
 */
export class CsvLines {
  /** Records so far. */
  get records(): number {
    return this.reader.records;
  }

  private readonly options: CsvLinesOptions;
  private readonly reader: RecordReader;
  private readonly single: RecordReader;
  private readonly kernel: CsvKernel | undefined;
  private input: Buffer = Buffer.alloc(0);

  /** `behind` is a reader that has passed the header, and that reads on at its `at` in the first piece. */
  constructor(options: CsvLinesOptions, behind = new RecordReader(options.dialect, options.maxRecordBytes)) {
    const { dialect, columns, maxRecordBytes } = options;
    this.options = options;
    this.reader = behind;
    this.reader.columns = columns.length;
    this.single = new RecordReader(dialect, Number.MAX_SAFE_INTEGER);
    this.single.columns = columns.length;
    const plain = behind.bytes.escape === behind.bytes.quote;
    if (plain && (options.kernel ?? true)) this.kernel = new CsvKernel(behind.bytes, columns, maxRecordBytes);
  }

  /** Lines of the records that this piece completes; each stands until the next is asked for. */
  *push(piece: Buffer, final: boolean): Generator<Buffer> {
    this.append(piece);
    let lines = '';
    for (;;) {
      if (this.kernelMayRead()) {
        if (lines !== '') yield Buffer.from(lines);
        lines = '';
        yield* this.readByKernel(final);
      }
      const record = this.reader.next(this.input, this.input.length, final);
      if (record === undefined) break;
      lines += this.decide(this.reader, record, this.input) ?? '';
      if (lines.length < LINES_BYTES) continue;
      yield Buffer.from(lines);
      lines = '';
    }
    if (lines !== '') yield Buffer.from(lines);
  }

  /** Whether the style of line ends is known, and no unclosed quote behind is being read over. */
  private kernelMayRead(): boolean {
    const { kernel, reader } = this;
    return (
      kernel !== undefined &&
      reader.crEnds !== undefined &&
      !reader.passing &&
      reader.unclosedUntil <= reader.base + reader.at
    );
  }

  private *readByKernel(final: boolean): Generator<Buffer> {
    const { kernel, reader, single } = this;
    if (kernel === undefined) return;
    for (let went = true; went; ) {
      kernel.line = reader.line;
      kernel.records = reader.records;
      const { at, lines } = kernel.read(reader.at, final, reader.crEnds === true);
      went = at > reader.at && !kernel.stuck;
      reader.at = at;
      reader.line = kernel.line;
      reader.records = kernel.records;
      this.input = kernel.input;
      if (lines.length > 0) yield lines;
      let asked = '';
      for (const { start, end, line, number } of kernel.refused()) {
        Object.assign(single, { at: start, line, records: number - 1, crEnds: reader.crEnds });
        const record = single.next(this.input, end, true);
        if (record !== undefined) asked += this.decide(single, record, this.input) ?? '';
      }
      if (asked !== '') yield Buffer.from(asked);
    }
  }

  private decide(
    reader: RecordReader,
    { number, line, start, end, ...rest }: SplitRecord,
    input: Buffer,
  ): string | undefined {
    const values = rest.flaw === undefined ? reader.values(input) : [];
    const { flaw, quoteLine } = rest;
    return this.options.decide({
      number,
      line,
      raw: input.subarray(start, end),
      values,
      ...(flaw !== undefined && { flaw }),
      ...(quoteLine !== undefined && { quoteLine }),
    });
  }

  private append(piece: Buffer): void {
    const { reader, kernel } = this;
    const passed = Math.min(reader.at, this.input.length);
    if (kernel === undefined) this.input = Buffer.concat([this.input.subarray(passed), piece]);
    else {
      kernel.append(piece, passed);
      this.input = kernel.input;
    }
    reader.base += passed;
    reader.at -= passed;
  }
}
