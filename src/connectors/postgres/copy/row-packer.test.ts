import { describe, expect, it } from 'vitest';
import type { RowPiece } from './row-packer.js';
import { CopyFrames } from './copy-frames.js';
import { RowPacker } from './row-packer.js';
import { addSums, NO_ROWS } from './row-sums.js';

const frame = (kind: string, text: string): Buffer => {
  const bytes = Buffer.alloc(5 + Buffer.byteLength(text), kind);
  bytes.writeUInt32BE(4 + Buffer.byteLength(text), 1);
  bytes.write(text, 5);
  return bytes;
};

describe('the rows of a COPY', () => {
  it.each([1, 2, 7, 1_000, 3_000_000])('are the same in chunks of %d bytes, with the sums that a relay has', (size) => {
    const rows = Array.from({ length: 50 }, (_, at) => `${at}\t${'ü'.repeat(at)}\n`);
    if (size > 100) rows.push(`${'x'.repeat(2_500_000)}\n`, 'after\n');
    const end = Buffer.concat([frame('c', ''), frame('C', 'COPY 50\0')]);
    const all = Buffer.concat([frame('N', 'a notice'), ...rows.map((row) => frame('d', row)), end]);
    const pieces: RowPiece[] = [];
    // What is given back is used again: whoever keeps it has to copy it.
    const packer = new RowPacker(
      (piece) => pieces.push({ ...piece, bytes: Buffer.from(piece.bytes) }) && piece.release(),
    );
    const frames = new CopyFrames();
    let rest: Buffer | undefined;
    for (let at = 0; at < all.length && rest === undefined; at += size) {
      rest = packer.push(all.subarray(at, at + size));
      frames.walk(all.subarray(at, at + size));
    }
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString() === rows.join('')).toBe(true);
    expect(pieces.map(({ sums }) => sums).reduce(addSums, NO_ROWS)).toEqual(frames.sums);
    expect(pieces.map(({ endsRow, bytes }) => endsRow === (bytes[bytes.length - 1] === 10))).not.toContain(false);
    expect(rest?.[0]).toBe('c'.charCodeAt(0));
  });
});
