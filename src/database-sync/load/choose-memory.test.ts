import { describe, expect, it } from 'vitest';
import { chooseMemory, memoryOfGin } from './choose-memory.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('the memory of a session that builds indexes', () => {
  it('is an eighth of the server’s for all of them, and at most 256 MiB each', () => {
    expect(chooseMemory({ own: 64 * MIB, machine: 2 * GIB }, 2)).toBe(128 * MIB);
    expect(chooseMemory({ own: 64 * MIB, machine: 64 * GIB }, 2)).toBe(256 * MIB);
  });

  it('follows what somebody has set on a server elsewhere, and supposes little where nobody has', () => {
    expect(chooseMemory({ own: 64 * MIB, cache: 3 * GIB }, 4)).toBe(128 * MIB);
    expect(chooseMemory({ own: 64 * MIB, buffers: GIB }, 4)).toBe(128 * MIB);
    expect(chooseMemory({ own: 64 * MIB }, 2)).toBe(128 * MIB);
  });

  it('is never less than the server gives by itself', () => {
    expect(chooseMemory({ own: 512 * MIB }, 8)).toBe(512 * MIB);
  });

  it('is small for an index of kind gin, and grows with its table', () => {
    expect(memoryOfGin(0)).toBe(16 * MIB);
    expect(memoryOfGin(16 * GIB)).toBe(GIB);
  });
});
