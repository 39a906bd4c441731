import { constants, inflateRawSync } from 'node:zlib';
import type { Entry } from 'yauzl-promise';
import type { ArchiveErrors } from './archive-errors.js';
import { passwordBytes } from './password-bytes.js';
import {
  AES_CODE_BYTES,
  AES_EXTRA_FIELD,
  AES_METHOD,
  aesHeaderBytes,
  parseAesField,
  WinZipAesDecryptor,
} from './win-zip-aes.js';
import type { AesFacts } from './win-zip-aes.js';
import { ZIP_CRYPTO_HEADER_BYTES, ZipCryptoDecryptor } from './zip-crypto.js';

/** How an entry is stored: what surrounds its data, and what is inside. */
export interface EntryCoding {
  readonly aes: AesFacts | undefined;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: 0 | 8;
  /** Bytes before and after the data. */
  readonly headerBytes: number;
  readonly trailerBytes: number;
  /** False if the CRC-32 field is 0 by rule. */
  readonly hasCrc: boolean;
}

/** Decides from the directory how to read an entry; throws ARCHIVE_UNSUPPORTED, ARCHIVE_CORRUPT. */
export const readCoding = (source: Entry, errors: ArchiveErrors): EntryCoding => {
  const aes = parseAesField(source.extraFields.find(({ id }) => id === AES_EXTRA_FIELD)?.data);
  const isAes = source.compressionMethod === AES_METHOD;
  if (isAes && aes === undefined) throw errors('ARCHIVE_CORRUPT', 'its AES field is damaged; upload it again');
  const method = isAes ? aes?.method : source.compressionMethod;
  if (method !== 0 && method !== 8) {
    const name = METHODS[method ?? -1] ?? `method ${method}`;
    throw errors('ARCHIVE_UNSUPPORTED', `it is compressed with ${name}; pack it with Deflate`);
  }
  const encrypted = isAes || source.isEncrypted();
  const coding: EntryCoding = {
    aes: isAes ? aes : undefined,
    encrypted,
    method,
    headerBytes: isAes && aes !== undefined ? aesHeaderBytes(aes) : encrypted ? ZIP_CRYPTO_HEADER_BYTES : 0,
    trailerBytes: isAes ? AES_CODE_BYTES : 0,
    hasCrc: !isAes || aes?.version === 1,
  };
  if (source.compressedSize < coding.headerBytes + coding.trailerBytes) {
    throw errors('ARCHIVE_CORRUPT', 'it is shorter than its encryption header; upload it again');
  }
  return coding;
};

const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'BZip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};

/** Decrypts in place and in order; `authenticates` is called once, with the bytes after the data. */
export interface Decryptor {
  decrypt(bytes: Buffer): void;
  authenticates?(trailer: Buffer): boolean;
}

/**
 * Creates an entry's decryptor, ready for the data after its header.
 * `start` is the beginning of the data. It exposes the 1 in 256 wrong passwords that pass ZipCrypto's own check: a
 * deflated
 * entry decrypted with a wrong key breaks within its first bytes. Throws ARCHIVE_WRONG_PASSWORD.
 */
export const openDecryptor = async (
  source: Entry,
  coding: EntryCoding,
  header: Buffer,
  start: Buffer,
  password: string | undefined,
  errors: ArchiveErrors,
): Promise<Decryptor | undefined> => {
  if (!coding.encrypted) return undefined;
  if (password === undefined || password === '') {
    throw errors(
      'ARCHIVE_WRONG_PASSWORD',
      'it is encrypted and there is no password; set zip.password or zip.passwords',
    );
  }
  for (const bytes of passwordBytes(password)) {
    const decryptor =
      coding.aes === undefined
        ? openZipCrypto(source, coding, header, start, bytes)
        : await WinZipAesDecryptor.open(bytes, coding.aes, header);
    if (decryptor !== undefined) return decryptor;
  }
  throw errors('ARCHIVE_WRONG_PASSWORD', 'the password is wrong; set zip.password, or zip.passwords for its database');
};

const openZipCrypto = (
  source: Entry,
  { method }: EntryCoding,
  header: Buffer,
  start: Buffer,
  password: Buffer,
): ZipCryptoDecryptor | undefined => {
  const sizesFollowData = (source.generalPurposeBitFlag & 0x8) !== 0;
  const checkByte = sizesFollowData ? source.lastModTime >>> 8 : source.crc32 >>> 24;
  if (!new ZipCryptoDecryptor(password).acceptsHeader(header, checkByte)) return undefined;
  if (method === 8 && !inflates(header, start, password)) return undefined;
  const decryptor = new ZipCryptoDecryptor(password);
  decryptor.acceptsHeader(header, checkByte);
  return decryptor;
};

/**
 * Long enough that noise breaks (each symbol with a chance above 1 in 6), short enough that damage is seldom within.
 */
const PROBE_BYTES = 128;

const inflates = (header: Buffer, start: Buffer, password: Buffer): boolean => {
  const probe = Buffer.concat([header, start.subarray(0, PROBE_BYTES)]);
  new ZipCryptoDecryptor(password).decrypt(probe);
  try {
    inflateRawSync(probe.subarray(header.length), { finishFlush: constants.Z_SYNC_FLUSH });
    return true;
  } catch {
    return false;
  }
};
