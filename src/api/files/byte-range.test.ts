import { describe, expect, it } from 'vitest';
import { byteRange } from './byte-range.js';

describe('a range of bytes', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=5-', { from: 5, to: 10 }],
    ['bytes= 5-99', { from: 5, to: 10 }],
    ['bytes=-3', { from: 7, to: 10 }],
    ['bytes=-30', { from: 0, to: 10 }],
    ['bytes=7-5', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=-', undefined],
  ])('%s of ten bytes', (header, range) => expect(byteRange(header, 10)).toEqual(range));

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s of ten bytes is none of them', (header) =>
    expect(() => byteRange(header, 10)).toThrow('the file has 10'),
  );
});
