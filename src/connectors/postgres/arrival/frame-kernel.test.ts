import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FrameKernel, ROOM_BYTES } from './frame-kernel.js';
import { addRow, NO_ROWS } from '../copy/row-sums.js';

const message = (kind: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5, kind);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};

/** Feeds bytes in pieces that change in size, each into the next room; returns what was passed on. */
const feed = (kernel: FrameKernel, bytes: Buffer, size: (nth: number) => number) => {
  const passed: Buffer[] = [];
  let rest: Buffer | undefined;
  for (let at = 0, nth = 0; at < bytes.length && rest === undefined; nth += 1) {
    const room = nth % 3;
    const length = bytes.copy(kernel.room(room), 0, at, at + size(nth));
    rest = kernel.walk(room, length, (frames) => void passed.push(Buffer.from(frames)));
    at += length;
  }
  return { passed: Buffer.concat(passed), rest };
};

const sumsOf = (rows: readonly Buffer[]) => rows.reduce((sums, row) => addRow(sums, row.length, crc32(row)), NO_ROWS);

describe('the kernel of a COPY', () => {
  it('sums rows of any length by the CRC that zlib has, wherever they are cut', () => {
    const rows = Array.from({ length: 1_300 }, (_, length) => Buffer.alloc(length, `${length} ab${length % 7}`));
    const frames = Buffer.concat(rows.map((row) => message('d', row)));
    for (const size of [1_000, 4_099, ROOM_BYTES]) {
      const kernel = FrameKernel.take();
      const { passed } = feed(kernel, frames, (nth) => Math.min(ROOM_BYTES, size + (nth % 11)));
      expect(passed.equals(frames)).toBe(true);
      expect(kernel.sums).toEqual(sumsOf(rows));
      kernel.giveBack();
    }
  });

  it('passes a message by that is no row and longer than a room', () => {
    const rows = [Buffer.from('1\n'), Buffer.from('2\n')];
    const [one, two] = rows.map((row) => message('d', row));
    const end = message('c', Buffer.alloc(0));
    const notice = message('N', Buffer.alloc(3 * ROOM_BYTES, 'd'));
    const kernel = FrameKernel.take();
    const all = Buffer.concat([one ?? end, notice, two ?? end, end]);
    const { passed, rest } = feed(kernel, all, (nth) => 1 + ((nth * 7_919) % ROOM_BYTES));
    expect(passed.equals(Buffer.concat([one ?? end, two ?? end]))).toBe(true);
    expect(rest?.equals(end)).toBe(true);
    expect(kernel.sums).toEqual(sumsOf(rows));
  });

  it('forgets a COPY that was cut off within a header and a row, when it is taken for another one', () => {
    const row = message('d', Buffer.from('abc\n'));
    for (const cut of [2, 7]) {
      const kernel = FrameKernel.take();
      feed(kernel, row.subarray(0, cut), () => cut);
      expect(kernel.isWhole).toBe(cut === 2);
      kernel.giveBack();
      const again = FrameKernel.take();
      expect(again).toBe(kernel);
      feed(again, row, () => ROOM_BYTES);
      expect(again.sums).toEqual(sumsOf([Buffer.from('abc\n')]));
      again.giveBack();
    }
  });
});
