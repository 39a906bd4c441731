import { describe, expect, it } from 'vitest';
import { encryptZipCrypto } from '../../../test/support/encrypt-zip-crypto.js';
import { ZIP_CRYPTO_HEADER_BYTES, ZipCryptoDecryptor } from './zip-crypto.js';

const PASSWORD = Buffer.from('geheim');
const DATA = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7 + (i >> 3)) & 0xff));

describe('ZipCrypto', () => {
  it('yields the same whatever the pieces are', () => {
    const encrypted = encryptZipCrypto(PASSWORD, DATA);
    for (const size of [1, 3, 12, 4_096, 5_000]) {
      const decryptor = new ZipCryptoDecryptor(PASSWORD);
      const bytes = Buffer.from(encrypted);
      for (let at = 0; at < bytes.length; at += size) decryptor.decrypt(bytes.subarray(at, at + size));
      expect(bytes.equals(DATA)).toBe(true);
    }
  });

  it('accepts its header by the last byte, leaves the header unchanged, and continues with the data', () => {
    const encrypted = encryptZipCrypto(PASSWORD, Buffer.concat([Buffer.alloc(11), Buffer.from([0xa5]), DATA]));
    const header = encrypted.subarray(0, ZIP_CRYPTO_HEADER_BYTES);
    const before = Buffer.from(header);
    expect(new ZipCryptoDecryptor(PASSWORD).acceptsHeader(header, 0xa4)).toBe(false);
    const decryptor = new ZipCryptoDecryptor(PASSWORD);
    expect(decryptor.acceptsHeader(header, 0xa5)).toBe(true);
    expect(header.equals(before)).toBe(true);
    const data = Buffer.from(encrypted.subarray(ZIP_CRYPTO_HEADER_BYTES));
    decryptor.decrypt(data);
    expect(data.equals(DATA)).toBe(true);
  });

  it('lets about one wrong password in 256 pass its check', () => {
    const encrypted = encryptZipCrypto(PASSWORD, Buffer.concat([Buffer.alloc(11), Buffer.from([0x11]), DATA]));
    const header = encrypted.subarray(0, ZIP_CRYPTO_HEADER_BYTES);
    const wrong = Array.from({ length: 20_000 }, (_, i) => Buffer.from(`wrong ${i}`));
    const passed = wrong.filter((password) => new ZipCryptoDecryptor(password).acceptsHeader(header, 0x11)).length;
    expect(passed).toBeGreaterThan(20);
    expect(passed).toBeLessThan(200);
  });
});
