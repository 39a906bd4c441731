import { kernelColumns } from './kernel-columns.js';
import { instantiateKernel, withRoom } from '../kernel-instance.js';
import type { KernelExports } from '../kernel-instance.js';
import type { PlannedValue } from './row-plan.js';

/**
 * A longer statement would take more memory than the kernel is worth to it: such statements are made of few, long
 * values.
 */
export const MAX_KERNEL_BYTES = 8 << 20;
/** Zeros behind a statement, which the kernel reads in steps of 16 bytes. */
const PADDING = 32;
/** For what is compared with bytes behind the statement's end. */
const ROOM_BEHIND = 65_536;
/** What is made of a value is at most so many times as long (the CRC-32 of a short text), see `kernel/sum-rows.ts`. */
const GROWTH = 4;

/**
 * The WebAssembly of `kernel/`, which reads the rows that nearly all dumps are made of several times as fast as
 * JavaScript does. There is one in a thread. It holds one statement, in which a backslash escapes; offsets are those of
 * the statement.
 */
export class RowKernel {
  private readonly wasm: KernelExports;
  private bytes: Uint8Array;
  /** Address of the columns; the statement stands behind them. */
  private readonly columnsAt: number;
  private bodyAt = 0;
  private outAt = 0;
  private body: Buffer = Buffer.alloc(0);
  private columns: readonly unknown[] = [];
  private values: readonly PlannedValue[] = [];

  constructor() {
    this.wasm = instantiateKernel((column, from, to) => this.accepts(column, from, to));
    this.columnsAt = this.bodyAt = Math.ceil(this.wasm.free.value / 16) * 16;
    this.bytes = new Uint8Array(this.wasm.memory.buffer);
  }

  /** Takes the rows of a statement, to be summed by `values`. */
  holdForSum(body: Buffer, values: readonly PlannedValue[]): void {
    if (this.columns !== values) {
      this.hold(body, kernelColumns(values, this.columnsAt), values);
      this.values = values;
    } else this.holdBody(body);
  }

  /** Takes the rows of a statement, to be written; `skipped` says which values are no field. */
  holdForLines(body: Buffer, skipped: readonly boolean[]): void {
    if (this.columns !== skipped) this.hold(body, Uint8Array.from(skipped, Number), skipped);
    else this.holdBody(body);
  }

  /** Sums the rows from `at` on, up to the first that is not plain, and gives where that begins. */
  sumRows(at: number): { readonly at: number; readonly rows: number; readonly sum: bigint } {
    const { wasm, bodyAt, body, outAt, columnsAt, columns } = this;
    const end = wasm.sumRows(bodyAt + at, bodyAt + body.length, columnsAt, columns.length, outAt);
    return { at: end - bodyAt, rows: wasm.rows.value, sum: BigInt.asUintN(64, wasm.sum.value) };
  }

  /** Writes the rows from `at` on, up to the first that is not plain. `lines` stands until the next call. */
  encodeRows(at: number): { readonly at: number; readonly lines: Uint8Array } {
    const { wasm, bodyAt, body, outAt, columnsAt, columns } = this;
    const end = wasm.encodeRows(bodyAt + at, bodyAt + body.length, columnsAt, columns.length, outAt);
    return { at: end - bodyAt, lines: this.bytes.subarray(outAt, wasm.written.value) };
  }

  private hold(body: Buffer, record: Uint8Array, columns: readonly unknown[]): void {
    this.bodyAt = this.columnsAt + Math.ceil(record.length / 16) * 16;
    this.holdBody(body);
    this.bytes.set(record, this.columnsAt);
    this.columns = columns;
  }

  private holdBody(body: Buffer): void {
    const end = this.bodyAt + body.length;
    this.outAt = end + PADDING;
    this.bytes = withRoom(this.wasm.memory, this.bytes, this.outAt + GROWTH * body.length + ROOM_BEHIND);
    this.bytes.set(body, this.bodyAt);
    this.bytes.fill(0, end, this.outAt);
    this.body = body;
  }

  private accepts(column: number, from: number, to: number): boolean {
    return this.values[column]?.shape?.(this.body, from - this.bodyAt, to - this.bodyAt) === true;
  }
}

let kernel: RowKernel | undefined;

/** The thread's kernel. */
export const rowKernel = (): RowKernel => (kernel ??= new RowKernel());
