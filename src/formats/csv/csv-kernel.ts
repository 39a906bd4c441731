import { compileKernel } from '../compile-kernel.js';
import type { DialectBytes } from './csv-dialect.js';
import { COLUMN_BYTES, kernelColumns } from './kernel-columns.js';
import type { KernelColumn } from './kernel-columns.js';

/** What `kernel/` exports; addresses are bytes of its memory. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly free: WebAssembly.Global<number>;
  readonly line: WebAssembly.Global<number>;
  readonly records: WebAssembly.Global<number>;
  readonly written: WebAssembly.Global<number>;
  readonly refused: WebAssembly.Global<number>;
  readonly stuck: WebAssembly.Global<number>;
  readonly configure: (
    delimiter: number,
    delimiterBytes: number,
    quote: number,
    comment: number,
    crEnds: boolean,
    columns: number,
    count: number,
    maxRecordBytes: number,
  ) => void;
  readonly goOn: (line: number, records: number) => void;
  readonly readRecords: (
    from: number,
    end: number,
    final: boolean,
    to: number,
    limit: number,
    refusals: number,
    most: number,
  ) => number;
}

/** A record that the kernel did not say yes to; offsets are those of the input. */
export interface RefusedSpan {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly number: number;
}

const PAGE = 65_536;
const DELIMITER_ROOM = 64;
const MAX_REFUSED = 4096;
const REFUSED_BYTES = 16;
/** The kernel reads and writes in steps of 16 bytes. */
const PADDING = 64;
/** Lines that one call writes, about; the last record may go beyond it. */
const LINES_BYTES = 1 << 20;
/**
 * What is written of a record is at most three times as long (`\N` for nothing between two delimiters), and its number.
 */
const GROWTH = 3;

let compiled: WebAssembly.Module | undefined;

/** The WebAssembly of `kernel/` with a memory of its own, which holds the bytes that are read. */
export class CsvKernel {
  /** Bytes of the input that stand here. */
  length = 0;
  /** The line that the next record begins on, and the records before it. */
  line = 1;
  records = 0;
  /** Whether the next record is for the caller, see `kernel/index.ts`. */
  stuck = false;

  private readonly wasm: KernelExports;
  private memory: Buffer;
  private readonly refusedAt: number;
  private readonly inputAt: number;

  private readonly dialect: DialectBytes;
  private readonly columns: readonly KernelColumn[];
  private readonly maxRecordBytes: number;

  constructor(dialect: DialectBytes, columns: readonly KernelColumn[], maxRecordBytes: number) {
    this.dialect = dialect;
    this.columns = columns;
    this.maxRecordBytes = maxRecordBytes;
    compiled ??= compileKernel(new URL('./kernel/csv-kernel.wasm', import.meta.url));
    this.wasm = new WebAssembly.Instance(compiled, {}).exports as unknown as KernelExports;
    this.memory = Buffer.from(this.wasm.memory.buffer);
    this.refusedAt = this.columnsAt + columns.length * COLUMN_BYTES;
    this.inputAt = this.refusedAt + MAX_REFUSED * REFUSED_BYTES;
    this.reserve(this.inputAt);
    this.memory.set(dialect.delimiter, this.delimiterAt);
    this.memory.set(kernelColumns(columns), this.columnsAt);
  }

  /** The input that stands here, until the next call of `append`. */
  get input(): Buffer {
    return this.memory.subarray(this.inputAt, this.inputAt + this.length);
  }

  /** Takes more input behind what stands here, of which the first `passed` bytes are given up. */
  append(bytes: Uint8Array, passed: number): void {
    this.memory.copyWithin(this.inputAt, this.inputAt + passed, this.inputAt + this.length);
    this.length -= passed;
    this.reserve(this.inputAt + this.length + bytes.length + PADDING);
    this.memory.set(bytes, this.inputAt + this.length);
    this.length += bytes.length;
  }

  /** Reads from `at` on and gives where it stopped. `lines` stand until the next call. */
  read(at: number, final: boolean, crEnds: boolean): { readonly at: number; readonly lines: Buffer } {
    const { wasm, dialect, inputAt } = this;
    const linesAt = inputAt + this.length + PADDING;
    this.reserve(linesAt + LINES_BYTES + GROWTH * Math.min(this.length, this.maxRecordBytes) + PAGE);
    const { length } = dialect.delimiter;
    const { delimiterAt, columnsAt, refusedAt } = this;
    const count = this.columns.length;
    wasm.configure(delimiterAt, length, dialect.quote, dialect.comment, crEnds, columnsAt, count, this.maxRecordBytes);
    wasm.goOn(this.line, this.records);
    const [from, end, limit] = [inputAt + at, inputAt + this.length, linesAt + LINES_BYTES];
    const stop = wasm.readRecords(from, end, final, linesAt, limit, refusedAt, MAX_REFUSED);
    this.line = wasm.line.value;
    this.records = wasm.records.value;
    this.stuck = Boolean(wasm.stuck.value);
    return { at: stop - inputAt, lines: this.memory.subarray(linesAt, wasm.written.value) };
  }

  /** The records of the last call that it did not say yes to, in their order. */
  refused(): readonly RefusedSpan[] {
    return Array.from({ length: this.wasm.refused.value }, (_, index) => {
      const [start = 0, length = 0, line = 0, number = 0] = [0, 4, 8, 12].map((offset) =>
        this.memory.readUInt32LE(this.refusedAt + index * REFUSED_BYTES + offset),
      );
      return { start: start - this.inputAt, end: start - this.inputAt + length, line, number };
    });
  }

  private get delimiterAt(): number {
    return Math.ceil(this.wasm.free.value / 16) * 16;
  }

  private get columnsAt(): number {
    return this.delimiterAt + DELIMITER_ROOM;
  }

  private reserve(least: number): void {
    if (least <= this.memory.length) return;
    this.wasm.memory.grow(Math.ceil((least - this.memory.length) / PAGE));
    this.memory = Buffer.from(this.wasm.memory.buffer);
  }
}
