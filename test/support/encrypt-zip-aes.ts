import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** An entry's packed bytes and the extra field that says how to read them. */
export interface AesEntry {
  readonly packed: Buffer;
  readonly extra: Buffer;
}

/**
 * Encrypts as WinZip's AES-256 does, block by block: salt, verifier, data, authentication code. `method` is the one
 * inside.
 */
export function encryptZipAes(password: Buffer, plain: Buffer, version: 1 | 2, method: 0 | 8): AesEntry {
  const salt = randomBytes(16);
  const derived = pbkdf2Sync(password, salt, 1_000, 66, 'sha1');
  const counters = Buffer.alloc(Math.ceil(plain.length / 16) * 16);
  for (let block = 0; block * 16 < counters.length; block++) counters.writeUInt32LE(block + 1, block * 16);
  const stream = createCipheriv('aes-256-ecb', derived.subarray(0, 32), null).update(counters);
  const data = Buffer.from(plain.map((byte, index) => byte ^ (stream[index] ?? 0)));
  const code = createHmac('sha1', derived.subarray(32, 64)).update(data).digest().subarray(0, 10);
  const extra = Buffer.from([0x01, 0x99, 7, 0, version, 0, 0x41, 0x45, 3, method, 0]);
  return { packed: Buffer.concat([salt, derived.subarray(64), data, code]), extra };
}
