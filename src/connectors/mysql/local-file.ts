import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type mysql from 'mysql2';

/** What the driver calls of a packet that it sends. */
interface Packet {
  readonly buffer: Buffer;
  length(): number;
  writeHeader(sequenceId: number): void;
}

/** The parts of the driver that its types leave out. */
interface Sender {
  readonly stream: Socket;
  writePacket(packet: Packet): void;
}

/**
 * Stands for the stream that the driver reads a local file from, and sends its packets itself: the driver would copy
 * each piece to new memory, and what is garbage outside the heap makes V8 go through all of the heap.
 *
 * 1. A piece is copied before the next one is asked for. One packet's memory serves the whole file: it is used again
 *    once the socket has taken all of it, and the next piece is made meanwhile.
 * 2. `end` tells the driver that the file has ended, and it sends the packet that says so. After `close`, or once the
 *    socket is gone, nothing is sent any more, and the source is left.
 */
export class LocalFile extends EventEmitter {
  private closed = false;

  constructor(driver: mysql.Connection, source: AsyncIterable<Buffer>) {
    super();
    // The driver listens only when it has this stream.
    queueMicrotask(() => void this.send(driver as unknown as Sender, source));
  }

  close(): void {
    this.closed = true;
  }

  /** Called by the driver; the socket's own state says more. */
  pause(): void {
    // Nothing to do.
  }

  resume(): void {
    // Nothing to do.
  }

  /** The source never throws: whoever made it has destroyed the connection then. */
  private async send(driver: Sender, source: AsyncIterable<Buffer>): Promise<void> {
    const { stream } = driver;
    let memory: Buffer = Buffer.alloc(0);
    for await (const piece of source) {
      if (stream.writableNeedDrain) await drained(stream);
      if (this.closed || stream.destroyed) return;
      // An empty packet would end the file.
      if (piece.length === 0) continue;
      if (memory.length < HEADER_BYTES + piece.length) memory = memoryFor(piece);
      driver.writePacket(packetOf(memory, piece));
      // Of a short packet that waits, the socket does not say when it has taken it.
      if (stream.writableLength > 0 && !stream.writableNeedDrain) memory = Buffer.alloc(0);
    }
    if (!this.closed && !stream.destroyed) this.emit('end');
  }
}

const HEADER_BYTES = 4;

/** Pieces to come may be somewhat longer. */
const memoryFor = ({ length }: Buffer): Buffer => Buffer.allocUnsafeSlow(HEADER_BYTES + length + (length >> 3));

const packetOf = (memory: Buffer, piece: Buffer): Packet => {
  const buffer = memory.subarray(0, HEADER_BYTES + piece.length);
  piece.copy(buffer, HEADER_BYTES);
  return {
    buffer,
    length: () => buffer.length,
    writeHeader: (sequenceId) => {
      buffer.writeUIntLE(piece.length, 0, 3);
      buffer[3] = sequenceId;
    },
  };
};

const drained = (stream: Socket): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.once('drain', go);
    stream.once('close', go);
  });
