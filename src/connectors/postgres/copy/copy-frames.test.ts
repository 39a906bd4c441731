import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CopyFrames } from './copy-frames.js';

const message = (kind: string, text: string): Buffer => {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};

const ROWS = ['1\tone\n', '\n', `2\t${'long '.repeat(300)}\n`, '3\tü☃\n'];
const FRAMES = Buffer.concat(ROWS.map((row) => message('d', row)));
const END = Buffer.concat([message('c', ''), message('C', 'COPY 4\0'), message('Z', 'T')]);
/** A response, a notice between rows, and the end. */
const STREAM = Buffer.concat([
  message('H', '\0\0\0'),
  ...ROWS.flatMap((row, at) => [
    message('d', row),
    ...(at === 1 ? [message('N', 'a notice'), message('S', 'x\0y\0')] : []),
  ]),
  END,
]);

const walkIn = (size: number) => {
  const frames = new CopyFrames();
  const passed: Buffer[] = [];
  let rest = Buffer.alloc(0);
  for (let at = 0; at < STREAM.length; at += size) {
    const chunk = STREAM.subarray(at, at + size);
    if (rest.length > 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const walked = frames.walk(chunk);
    passed.push(...walked.frames);
    rest = Buffer.concat([walked.rest ?? Buffer.alloc(0)]);
  }
  return { passed: Buffer.concat(passed), rest, sums: frames.sums };
};

/** MurmurHash3's finalizer, in integers of any length. */
const finalized = (crc: number): number => {
  let mix = BigInt(crc);
  for (const [shift, factor] of [
    [16n, 0x85ebca6bn],
    [13n, 0xc2b2ae35n],
  ] as const)
    mix = ((mix ^ (mix >> shift)) * factor) & 0xffffffffn;
  return Number(mix ^ (mix >> 16n));
};

const sumOf = (rows: readonly string[]): number => {
  const frames = new CopyFrames();
  for (const row of rows) frames.walk(message('d', row));
  return frames.sums.sum;
};

describe('the frames of a COPY', () => {
  it('are passed on and summed alike however the bytes are cut', () => {
    const sum = ROWS.reduce((total, row) => total + finalized(crc32(Buffer.from(row))), 0);
    const bytes = ROWS.reduce((total, row) => total + Buffer.byteLength(row), 0);
    for (let size = 1; size <= STREAM.length; size += 1) {
      const { passed, rest, sums } = walkIn(size);
      expect(passed.equals(FRAMES)).toBe(true);
      expect(rest.equals(END)).toBe(true);
      expect(sums).toEqual({ rows: 4, bytes, sum });
    }
  });

  it('are whole only at the end of a row', () => {
    const frames = new CopyFrames();
    const row = message('d', 'abc\n');
    frames.walk(row.subarray(0, 3));
    expect(frames.isWhole).toBe(true);
    frames.walk(row.subarray(3, 7));
    expect(frames.isWhole).toBe(false);
    frames.walk(row.subarray(7));
    expect(frames.isWhole).toBe(true);
  });

  it('give another sum when two rows exchange a value, whatever it is', () => {
    for (let n = 0; n < 20_000; n += 1) {
      const [one, other] = [n.toString(36), (n * 7 + 1).toString(36)];
      expect(sumOf([`1\t${one}\n`, `2\t${other}\n`])).not.toBe(sumOf([`1\t${other}\n`, `2\t${one}\n`]));
    }
  });

  it('give the same sum in any order', () => {
    expect(sumOf(['a\n', 'b\n', 'b\n', '\n'])).toBe(sumOf(['b\n', '\n', 'a\n', 'b\n']));
  });
});
