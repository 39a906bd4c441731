import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Both encryptions of ZIP in the plainest form, written from their descriptions, to test what decrypts them. */

/** The encryption header and the encrypted data of APPNOTE 6.1; `checkByte` ends the header. */
export function zipCrypto(data: Buffer, password: Buffer, checkByte: number): Buffer {
  let keys = { a: 0x12345678n, b: 0x23456789n, c: 0x34567890n };
  const step = (plain: number) => {
    const a = crcStep(keys.a, BigInt(plain));
    const b = ((keys.b + (a & 0xffn)) * 134_775_813n + 1n) & MASK;
    keys = { a, b, c: crcStep(keys.c, b >> 24n) };
  };
  for (const byte of password) step(byte);
  const plain = Buffer.concat([randomBytes(11), Buffer.from([checkByte]), data]);
  return plain.map((byte) => {
    const mixed = (keys.c & 0xffffn) | 2n;
    const encrypted = byte ^ Number(((mixed * (mixed ^ 1n)) >> 8n) & 0xffn);
    step(byte);
    return encrypted;
  }) as Buffer;
}

/** Salt, verifier, encrypted data and authentication code of WinZip's AES-256, and the extra field that tells of it. */
export function winZipAes(data: Buffer, password: Buffer, version: 1 | 2, method: 0 | 8): { packed: Buffer; extra: Buffer } {
  const salt = randomBytes(16);
  const derived = pbkdf2Sync(password, salt, 1_000, 66, 'sha1');
  const encrypted = Buffer.from(data);
  for (let block = 0; block * 16 < data.length; block++) {
    const counter = Buffer.alloc(16);
    counter.writeUInt32LE(block + 1);
    const stream = createCipheriv('aes-256-ecb', derived.subarray(0, 32), null).update(counter);
    for (let i = 0; i < 16 && block * 16 + i < data.length; i++) encrypted[block * 16 + i]! ^= stream[i]!;
  }
  const code = createHmac('sha1', derived.subarray(32, 64)).update(encrypted).digest().subarray(0, 10);
  const extra = Buffer.from([0x01, 0x99, 7, 0, version, 0, 0x41, 0x45, 3, method, 0]);
  return { packed: Buffer.concat([salt, derived.subarray(64), encrypted, code]), extra };
}

const MASK = 0xffffffffn;

function crcStep(crc: bigint, byte: bigint): bigint {
  let rest = (crc ^ byte) & 0xffn;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1n) === 1n ? 0xedb88320n ^ (rest >> 1n) : rest >> 1n;
  return (crc >> 8n) ^ rest;
}
