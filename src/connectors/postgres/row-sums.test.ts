import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rowCrc } from './row-sums.js';

const BYTES = Buffer.from(Array.from({ length: 700 }, (_, at) => (at * 7919) >> 3));

describe('the CRC of a row', () => {
  it('is that of zlib, of any length, anywhere, and in two parts', () => {
    for (let length = 0; length <= 600; length += 1) {
      const from = length % 13;
      const expected = crc32(BYTES.subarray(from, from + length));
      const middle = from + (length >> 1);
      const parts = rowCrc(BYTES, middle, from + length, rowCrc(BYTES, from, middle));
      expect([rowCrc(BYTES, from, from + length), parts]).toEqual([expected, expected]);
    }
  });
});
