import { kernelColumns } from './kernel-columns.js';
import { instantiateKernel, withRoom } from '../kernel-instance.js';
import type { KernelExports } from '../kernel-instance.js';
import type { PlannedValue } from './row-plan.js';

/** Longer statements consist of few, long values; the kernel's gain would not be worth the memory. */
export const MAX_KERNEL_BYTES = 8 << 20;
/** Zeros after a statement: the kernel reads in steps of 16 bytes. */
const PADDING = 32;
/** Room for comparisons that read past the statement's end. */
const ROOM_BEHIND = 65_536;
/** A value grows at most by this factor (the CRC-32 of a short text); see `kernel/sum-rows.ts`. */
const GROWTH = 4;

/**
 * Runs the WebAssembly of `kernel/`, which reads the common forms of rows several times as fast as JavaScript. There is
 * one per thread. It holds one statement at a time, in which a backslash escapes; offsets are relative to the
 * statement.
 */
export class RowKernel {
  private readonly wasm: KernelExports;
  private bytes: Uint8Array;
  /** Address of the columns; the statement follows them. */
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

  /** Copies in a statement's rows, to be summed by `values`. */
  holdForSum(body: Buffer, values: readonly PlannedValue[]): void {
    if (this.columns !== values) {
      this.hold(body, kernelColumns(values, this.columnsAt), values);
      this.values = values;
    } else this.holdBody(body);
  }

  /** Copies in a statement's rows, to be rewritten; `skipped` says which values are not fields. */
  holdForLines(body: Buffer, skipped: readonly boolean[]): void {
    if (this.columns !== skipped) this.hold(body, Uint8Array.from(skipped, Number), skipped);
    else this.holdBody(body);
  }

  /** Sums the rows from `at` up to the first that is not plain, and returns where that begins. */
  sumRows(at: number): { readonly at: number; readonly rows: number; readonly sum: bigint } {
    const { wasm, bodyAt, body, outAt, columnsAt, columns } = this;
    const end = wasm.sumRows(bodyAt + at, bodyAt + body.length, columnsAt, columns.length, outAt);
    return { at: end - bodyAt, rows: wasm.rows.value, sum: BigInt.asUintN(64, wasm.sum.value) };
  }

  /** Writes the rows from `at` up to the first that is not plain. `lines` is valid until the next call. */
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

/** Returns the thread's kernel. */
export const rowKernel = (): RowKernel => (kernel ??= new RowKernel());
