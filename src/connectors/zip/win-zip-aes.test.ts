import { describe, expect, it } from 'vitest';
import { encryptZipAes } from '../../../test/support/encrypt-zip-aes.js';
import { AES_CODE_BYTES, aesHeaderBytes, parseAesField, WinZipAesDecryptor } from './win-zip-aes.js';
import type { AesFacts } from './win-zip-aes.js';

const PASSWORD = Buffer.from('geheim');
const FACTS: AesFacts = { version: 2, keyBytes: 32, method: 0 };
/** Longer than what the key stream is made in, and no multiple of its block. */
const DATA = Buffer.from(Array.from({ length: 200_003 }, (_, i) => (i * 31 + (i >> 5)) & 0xff));
const { packed } = encryptZipAes(PASSWORD, DATA, 2, 0);
const HEADER = packed.subarray(0, aesHeaderBytes(FACTS));

describe('WinZip AES', () => {
  it('yields the same whatever the pieces are, also at odd addresses', async () => {
    for (const size of [1, 7, 65_535, 65_536, 300_000]) {
      const decryptor = await WinZipAesDecryptor.open(PASSWORD, FACTS, HEADER);
      const bytes = Buffer.from(packed.subarray(HEADER.length, -AES_CODE_BYTES));
      for (let at = 0; at < bytes.length; at += size) decryptor?.decrypt(bytes.subarray(at, at + size));
      expect(bytes.equals(DATA)).toBe(true);
      expect(decryptor?.authenticates(packed.subarray(-AES_CODE_BYTES))).toBe(true);
    }
  });

  it('recognizes a wrong password by the verifier, and changed data by the code', async () => {
    expect(await WinZipAesDecryptor.open(Buffer.from('falsch'), FACTS, HEADER)).toBeUndefined();
    const decryptor = await WinZipAesDecryptor.open(PASSWORD, FACTS, HEADER);
    const bytes = Buffer.from(packed.subarray(HEADER.length, -AES_CODE_BYTES));
    bytes[100_000]! ^= 1;
    decryptor?.decrypt(bytes);
    expect(decryptor?.authenticates(packed.subarray(-AES_CODE_BYTES))).toBe(false);
  });
});

describe('the extra field of an AES entry', () => {
  const field = (...bytes: number[]) => parseAesField(Buffer.from(bytes));

  it('returns version, strength and the method inside', () => {
    expect(field(1, 0, 0x41, 0x45, 1, 8, 0)).toEqual({ version: 1, keyBytes: 16, method: 8 });
    expect(field(2, 0, 0x41, 0x45, 2, 0, 0)).toEqual({ version: 2, keyBytes: 24, method: 0 });
    expect(field(2, 0, 0x41, 0x45, 3, 99, 0)).toEqual({ version: 2, keyBytes: 32, method: 99 });
  });

  it.each([
    ['too short', [1, 0, 0x41, 0x45, 1, 8]],
    ['another version', [3, 0, 0x41, 0x45, 1, 8, 0]],
    ['another vendor', [1, 0, 0x41, 0x46, 1, 8, 0]],
    ['strength 0', [1, 0, 0x41, 0x45, 0, 8, 0]],
    ['strength 4', [1, 0, 0x41, 0x45, 4, 8, 0]],
  ])('is none of ours: %s', (_, bytes) => {
    expect(field(...bytes)).toBeUndefined();
  });
});
