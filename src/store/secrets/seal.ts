import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A text encrypted with AES-256-GCM, and which key it needs. */
export interface SealedText {
  /** See `keyIdOf`. */
  readonly keyId: string;
  /** Base64 of nonce (12 bytes), tag (16 bytes) and encrypted text. */
  readonly sealed: string;
}

/** Names a key without telling it: the first 16 hexadecimal digits of a SHA-256. */
export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('stevedore secret key\0').update(key).digest('hex').slice(0, 16);

/** Encrypts a text for one place: `bound` (its id and owner) has to be the same when it is opened. */
export const seal = (key: Buffer, bound: string, text: string): SealedText => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { keyId: keyIdOf(key), sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64') };
};

/** The text; undefined where the key is another one, or a byte was changed. */
export const unseal = (key: Buffer, bound: string, { keyId, sealed }: SealedText): string | undefined => {
  const bytes = Buffer.from(sealed, 'base64');
  if (keyId !== keyIdOf(key) || bytes.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
};
