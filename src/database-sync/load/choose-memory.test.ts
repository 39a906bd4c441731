import { describe, expect, it } from 'vitest';
import { chooseMemory, memoryOfIndex } from './choose-memory.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('the memory of a session that builds indexes', () => {
  it('is an eighth of the server’s for all of them, and at most 1 GiB each', () => {
    expect(chooseMemory({ own: 64 * MIB, machine: 8 * GIB }, 2)).toBe(512 * MIB);
    expect(chooseMemory({ own: 64 * MIB, machine: 64 * GIB }, 2)).toBe(GIB);
  });

  it('follows what somebody has set on a server elsewhere, and supposes little where nobody has', () => {
    expect(chooseMemory({ own: 64 * MIB, cache: 6 * GIB }, 2)).toBe(512 * MIB);
    expect(chooseMemory({ own: 64 * MIB, buffers: 2 * GIB }, 2)).toBe(512 * MIB);
    expect(chooseMemory({ own: 64 * MIB }, 2)).toBe(128 * MIB);
  });

  it('is never less than the server gives by itself', () => {
    expect(chooseMemory({ own: 256 * MIB }, 8)).toBe(256 * MIB);
  });

  it('is small for an index of kind gin, and grows with its table', () => {
    expect(memoryOfIndex('gin', 0)).toBe(16 * MIB);
    expect(memoryOfIndex('gin', 16 * GIB)).toBe(GIB);
    expect(memoryOfIndex('btree', 16 * GIB)).toBe(256 * MIB);
  });
});
