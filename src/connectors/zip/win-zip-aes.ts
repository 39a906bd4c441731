import { createCipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import type { Cipher, Hmac } from 'node:crypto';
import { promisify } from 'node:util';

/** What an entry's extra field 0x9901 says. */
export interface AesFacts {
  /** 1: the CRC-32 is present too; 2: it is 0, and only the authentication code counts. */
  readonly version: 1 | 2;
  readonly keyBytes: 16 | 24 | 32;
  /** The compression method inside the encryption. */
  readonly method: number;
}

/** Id of an AES entry's extra field, and the compression method that stands for it. */
export const AES_EXTRA_FIELD = 0x9901;
export const AES_METHOD = 99;

/** Bytes of the authentication code after the data. */
export const AES_CODE_BYTES = 10;

/** Bytes before the data: salt and password verifier. */
export const aesHeaderBytes = ({ keyBytes }: AesFacts): number => keyBytes / 2 + VERIFIER_BYTES;

/** Reads the extra field; undefined if it is not as WinZip describes. */
export const parseAesField = (field: Buffer | undefined): AesFacts | undefined => {
  if (field === undefined || field.length < 7) return undefined;
  const version = field.readUInt16LE(0);
  const keyBytes = ([16, 24, 32] as const)[field.readUInt8(4) - 1];
  if ((version !== 1 && version !== 2) || field.toString('latin1', 2, 4) !== 'AE' || keyBytes === undefined)
    return undefined;
  return { version, keyBytes, method: field.readUInt16LE(5) };
};

/**
 * WinZip's AES: PBKDF2 with SHA-1, AES in counter mode with a little-endian counter from 1, HMAC-SHA1 over the
 * encrypted bytes. One object decrypts one entry, in order.
 */
export class WinZipAesDecryptor {
  readonly #cipher: Cipher;
  readonly #hmac: Hmac;
  readonly #counters = Buffer.alloc(STREAM_BYTES);
  #nextCounter = 1;
  #stream: Buffer = Buffer.alloc(0);
  #used = STREAM_BYTES;

  /** Undefined: the password is wrong. Otherwise it is right, or one of the 1 in 65,536 wrong ones that pass. */
  static async open(password: Buffer, facts: AesFacts, header: Buffer): Promise<WinZipAesDecryptor | undefined> {
    const { keyBytes } = facts;
    const salt = header.subarray(0, keyBytes / 2);
    const verifier = header.subarray(keyBytes / 2, aesHeaderBytes(facts));
    const derived = await deriveKey(password, salt, ITERATIONS, 2 * keyBytes + VERIFIER_BYTES, 'sha1');
    if (!timingSafeEqual(derived.subarray(2 * keyBytes), verifier)) return undefined;
    return new WinZipAesDecryptor(derived.subarray(0, keyBytes), derived.subarray(keyBytes, 2 * keyBytes));
  }

  private constructor(key: Buffer, authenticationKey: Buffer) {
    // Node's counter mode counts big-endian, so the key stream is made by encrypting the counters.
    this.#cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
    this.#hmac = createHmac('sha1', authenticationKey);
  }

  /** In place. */
  decrypt(bytes: Buffer): void {
    this.#hmac.update(bytes);
    let done = 0;
    while (done < bytes.length) {
      if (this.#used === STREAM_BYTES) this.#refill();
      const length = Math.min(bytes.length - done, STREAM_BYTES - this.#used);
      xorInPlace(bytes.subarray(done, done + length), this.#stream.subarray(this.#used, this.#used + length));
      done += length;
      this.#used += length;
    }
  }

  /** Whether the decrypted bytes are authentic; call once, at the end. */
  authenticates(code: Buffer): boolean {
    return code.length === AES_CODE_BYTES && timingSafeEqual(this.#hmac.digest().subarray(0, AES_CODE_BYTES), code);
  }

  #refill(): void {
    // The counter has 16 bytes; 8 of them are enough for any file.
    for (let offset = 0; offset < STREAM_BYTES; offset += BLOCK_BYTES, this.#nextCounter++) {
      this.#counters.writeUInt32LE(this.#nextCounter >>> 0, offset);
      this.#counters.writeUInt32LE(Math.floor(this.#nextCounter / 2 ** 32), offset + 4);
    }
    this.#stream = this.#cipher.update(this.#counters);
    this.#used = 0;
  }
}

const deriveKey = promisify(pbkdf2);
const ITERATIONS = 1_000;
const VERIFIER_BYTES = 2;
const BLOCK_BYTES = 16;
const STREAM_BYTES = 64 * 1024;

/** Works on four bytes at a time if both sides are aligned to four, as nearly all pieces are. */
const xorInPlace = (bytes: Buffer, stream: Buffer): void => {
  let start = 0;
  if (bytes.byteOffset % 4 === 0 && stream.byteOffset % 4 === 0) {
    const words = bytes.length >>> 2;
    const target = new Int32Array(bytes.buffer, bytes.byteOffset, words);
    const source = new Int32Array(stream.buffer, stream.byteOffset, words);
    for (let i = 0; i < words; i++) target[i]! ^= source[i]!;
    start = words * 4;
  }
  for (let i = start; i < bytes.length; i++) bytes[i]! ^= stream[i]!;
};
