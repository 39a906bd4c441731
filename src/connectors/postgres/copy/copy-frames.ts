import type { RowSums } from './row-sums.js';
import { FrameKernel, ROOM_BYTES } from '../arrival/frame-kernel.js';

export type { RowSums } from './row-sums.js';

/** Of a chunk: what goes on unchanged, and what belongs to the driver again because the COPY is over. */
export interface Walked {
  /** CopyData frames, or parts of one. */
  readonly frames: readonly Buffer[];
  readonly rest?: Buffer;
}

/**
 * Walks the bytes that a server sends in a COPY OUT in text format, where each CopyData frame is a row.
 *
 * 1. A frame may end anywhere in a chunk, its header too; what is forwarded joins to whole frames.
 * 2. Notices and the like between the rows are dropped: they are not data, and the other server did not ask.
 * 3. The first message that ends the rows (CopyDone, ErrorResponse) and all after it are the driver's.
 * 4. Of a chunk that came into a room of the kernel, the frames are there, until the room is used again.
 */
export class CopyFrames {
  readonly kernel = FrameKernel.take();

  get sums(): RowSums {
    return this.kernel.sums;
  }

  /** Whether what was forwarded ends with a row; otherwise nothing but the rest of it may follow. */
  get isWhole(): boolean {
    return this.kernel.isWhole;
  }

  walk(chunk: Buffer): Walked {
    const frames: Buffer[] = [];
    const room = this.kernel.roomOf(chunk);
    const rest =
      room === undefined
        ? inRooms(this.kernel, chunk, (length) =>
            this.kernel.walk(0, length, (bytes) => void frames.push(Buffer.from(bytes))),
          )
        : this.kernel.walk(room, chunk.length, (bytes) => void frames.push(bytes));
    return rest === undefined ? { frames } : { frames, rest };
  }
}

/** Copies what came elsewhere into the first room, as much at a time as that has; returns what is the driver's. */
export const inRooms = (
  kernel: FrameKernel,
  chunk: Buffer,
  walk: (length: number) => Buffer | undefined,
): Buffer | undefined => {
  const room = kernel.room(0);
  for (let at = 0; at < chunk.length; at += ROOM_BYTES) {
    const length = chunk.copy(room, 0, at, at + ROOM_BYTES);
    const rest = walk(length);
    if (rest !== undefined) return Buffer.concat([rest, chunk.subarray(at + length)]);
  }
  return undefined;
};
