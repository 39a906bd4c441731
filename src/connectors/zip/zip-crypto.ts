/** Bytes of the encryption header before the data. */
export const ZIP_CRYPTO_HEADER_BYTES = 12;

/**
 * The traditional PKWARE cipher (APPNOTE 6.1). One object decrypts one entry, from its header on, in order.
 * It is weak and does not authenticate: only the entry's CRC-32 shows whether the result is right.
 */
export class ZipCryptoDecryptor {
  #key0 = 0x12345678;
  #key1 = 0x23456789;
  #key2 = 0x34567890;

  constructor(password: Buffer) {
    for (const byte of password) this.#update(byte);
  }

  /**
   * Decrypts the header. False: the password is wrong. True: it is right, or one of the 1 in 256 wrong ones that pass.
   * `checkByte` is the high byte of the CRC-32, or of the DOS time if the sizes follow the data.
   */
  acceptsHeader(header: Buffer, checkByte: number): boolean {
    const plain = Buffer.from(header);
    this.decrypt(plain);
    return plain[ZIP_CRYPTO_HEADER_BYTES - 1] === checkByte;
  }

  /** In place; keeping the keys in local variables makes the loop fast. */
  decrypt(bytes: Buffer): void {
    const table = CRC_TABLE;
    let key0 = this.#key0;
    let key1 = this.#key1;
    let key2 = this.#key2;
    for (let i = 0; i < bytes.length; i++) {
      const mixed = (key2 & 0xffff) | 2;
      const plain = bytes[i]! ^ ((Math.imul(mixed, mixed ^ 1) >>> 8) & 0xff);
      bytes[i] = plain;
      key0 = table[(key0 ^ plain) & 0xff]! ^ (key0 >>> 8);
      key1 = (Math.imul(key1 + (key0 & 0xff), MULTIPLIER) + 1) | 0;
      key2 = table[(key2 ^ (key1 >>> 24)) & 0xff]! ^ (key2 >>> 8);
    }
    this.#key0 = key0;
    this.#key1 = key1;
    this.#key2 = key2;
  }

  #update(plain: number): void {
    this.#key0 = CRC_TABLE[(this.#key0 ^ plain) & 0xff]! ^ (this.#key0 >>> 8);
    this.#key1 = (Math.imul(this.#key1 + (this.#key0 & 0xff), MULTIPLIER) + 1) | 0;
    this.#key2 = CRC_TABLE[(this.#key2 ^ (this.#key1 >>> 24)) & 0xff]! ^ (this.#key2 >>> 8);
  }
}

const MULTIPLIER = 134_775_813;

/** The CRC-32 table (reflected polynomial 0xEDB88320) as signed numbers, which stay small integers in the loop. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});
