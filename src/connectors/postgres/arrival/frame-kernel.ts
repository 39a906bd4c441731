import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { installationIncomplete } from '../../../contracts/installation-incomplete.js';
import type { RowSums } from '../copy/row-sums.js';

/** A global of the kernel, by whichever library types it. */
interface Cell<T> {
  readonly value: T;
}

/** What `kernel/` exports; addresses are offsets in its memory. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly free: Cell<number>;
  readonly rows: Cell<bigint>;
  readonly bytes: Cell<bigint>;
  readonly sum: Cell<bigint>;
  readonly left: Cell<number>;
  readonly written: Cell<number>;
  readonly rowEnd: Cell<number>;
  readonly begin: () => void;
  readonly forgetSums: () => void;
  readonly walk: (from: number, to: number) => number;
  readonly pack: (from: number, to: number, room: number) => number;
}

/** Bytes that a room has. */
export const ROOM_BYTES = 64 * 1024;
/** Before each room: the part of a header that came at the end of another one. */
const BEFORE = 16;
/** Behind each room: what the kernel may read, or write, beyond it. */
const BEHIND = 16;
const STRIDE = BEFORE + ROOM_BYTES + BEHIND;
/** While some are being written to another server, one is read into. */
export const ROOMS = 4;

const PAGE = 65_536;
const COPY_DATA = 0x64; // d
const HEADER = 5;
/** CopyDone, ErrorResponse, CommandComplete, ReadyForQuery. */
const ENDS: ReadonlySet<number> = new Set([0x63, 0x45, 0x43, 0x5a]);

let module: WebAssembly.Module | undefined;
const idle: FrameKernel[] = [];

/**
 * Sums the rows of a COPY in text format, as the frames come that a server sends; its memory has rooms for bytes, which
 * a socket can read into.
 *
 * 1. A frame may end anywhere, its header too. Notices and the like between the rows are passed over.
 * 2. The first message that ends the rows and all after it are the driver's.
 */
export class FrameKernel {
  readonly #kernel: KernelExports;
  readonly #memory: Buffer;
  readonly #first: number;
  /** Of a header, what has come; it is put before the bytes that come next. */
  readonly #header = Buffer.alloc(HEADER);
  #headerBytes = 0;
  /** Of a message that is no row, what has not come. */
  #passingBy = 0;

  constructor() {
    module ??= compileKernel();
    const crcOfLong = (from: number, to: number, before: number): number =>
      crc32(this.#memory.subarray(from, to), before >>> 0);
    const instance = new WebAssembly.Instance(module, { caller: { crcOfLong } });
    this.#kernel = instance.exports as unknown as KernelExports;
    const { memory, free } = this.#kernel;
    this.#first = free.value;
    const least = this.#first + ROOMS * STRIDE;
    memory.grow(Math.ceil(Math.max(0, least - memory.buffer.byteLength) / PAGE));
    this.#memory = Buffer.from(memory.buffer);
  }

  /** One that nobody uses; it has forgotten what it did. */
  static take(): FrameKernel {
    const kernel = idle.pop() ?? new FrameKernel();
    kernel.#kernel.begin();
    kernel.#headerBytes = 0;
    kernel.#passingBy = 0;
    return kernel;
  }

  /** Makes it free for others; nobody may read from its rooms any more, or write to them. */
  giveBack(): void {
    idle.push(this);
  }

  get sums(): RowSums {
    const { rows, bytes, sum } = this.#kernel;
    return { rows: Number(rows.value), bytes: Number(bytes.value), sum: Number(sum.value) };
  }

  /** Returns the sums, and begins to sum anew. */
  takeSums(): RowSums {
    const { sums } = this;
    this.#kernel.forgetSums();
    return sums;
  }

  /** Whether no row has begun and not ended. */
  get isWhole(): boolean {
    return this.#kernel.left.value === 0;
  }

  room(room: number): Buffer {
    const start = this.#startOf(room);
    return this.#memory.subarray(start, start + ROOM_BYTES);
  }

  /** The number of the room that the bytes are in; undefined if they are elsewhere. */
  roomOf(bytes: Buffer): number | undefined {
    if (bytes.buffer !== this.#memory.buffer) return undefined;
    return Math.floor((bytes.byteOffset - this.#memory.byteOffset - this.#first) / STRIDE);
  }

  /**
   * Sums the rows of the bytes that came into a room. `pass` hears of what is to go on unchanged, and is where it is
   * until the room is used again. Returns what is the driver's.
   */
  walk(room: number, length: number, pass: (frames: Buffer) => void): Buffer | undefined {
    return this.#messages(room, length, (from, to) => {
      const end = this.#kernel.walk(from, to);
      if (end > from) pass(this.#memory.subarray(from, end));
      return end;
    });
  }

  /**
   * The same, but `pass` hears of the text of the rows, without the frames, and how many bytes of it the last row ends
   * after, 0 if none ends in it. The text is in the last room, until the next call.
   */
  pack(room: number, length: number, pass: (text: Buffer, rowEnd: number) => void): Buffer | undefined {
    const to = this.#startOf(ROOMS - 1) - BEFORE;
    return this.#messages(room, length, (from, limit) => {
      const end = this.#kernel.pack(from, limit, to);
      const written = this.#kernel.written.value;
      const rowEnd = this.#kernel.rowEnd.value;
      if (written > to || rowEnd > 0) pass(this.#memory.subarray(to, written), rowEnd === 0 ? 0 : rowEnd - to);
      return end;
    });
  }

  #startOf(room: number): number {
    return this.#first + room * STRIDE + BEFORE;
  }

  /** Calls `rows` for the bytes from each row on; it returns where it stopped. */
  #messages(room: number, length: number, rows: (from: number, to: number) => number): Buffer | undefined {
    const memory = this.#memory;
    const to = this.#startOf(room) + length;
    let at = this.#startOf(room) - this.#headerBytes;
    this.#header.copy(memory, at, 0, this.#headerBytes);
    this.#headerBytes = 0;
    for (;;) {
      const passed = Math.min(this.#passingBy, to - at);
      this.#passingBy -= passed;
      at += passed;
      if (at === to) return undefined;
      at = rows(at, to);
      if (to - at < HEADER) {
        this.#headerBytes = memory.copy(this.#header, 0, at, to);
        return undefined;
      }
      const kind = memory[at] ?? 0;
      if (kind === COPY_DATA) continue;
      if (ENDS.has(kind)) return Buffer.from(memory.subarray(at, to));
      this.#passingBy = 1 + memory.readUInt32BE(at + 1);
    }
  }
}

const compileKernel = (): WebAssembly.Module => {
  const file = new URL('../kernel/copy-kernel.wasm', import.meta.url);
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (cause) {
    throw installationIncomplete(fileURLToPath(file), cause);
  }
};
