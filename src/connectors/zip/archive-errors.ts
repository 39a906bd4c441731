import type { ErrorCode } from '../../contracts/errors.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/** Creates the errors of one archive; every message begins with the action and the archive's name. */
export interface ArchiveErrors {
  (code: ErrorCode, state: string, cause?: unknown): StevedoreError;
}

/** Errors that name the archive, and the entry if there is one. */
export const createArchiveErrors =
  (label: string, entry?: string): ArchiveErrors =>
  (code, state, cause) => {
    const inside = entry === undefined ? '' : ` ("${shortened(entry)}")`;
    return new StevedoreError(code, `Cannot unpack "${label}"${inside}: ${state}`, {
      details: { file: label, ...(entry === undefined ? {} : { entry: shortened(entry) }) },
      ...(cause === undefined ? {} : { cause }),
    });
  };

/**
 * Returns our errors unchanged, and the file system's by kind. All others come from the directory's parser or from
 * zlib, and mean that the bytes are not a valid ZIP.
 */
export const translateZipError = (errors: ArchiveErrors, error: unknown): StevedoreError => {
  if (isStevedoreError(error)) return error;
  const { code, syscall, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === 'ENOENT')
    return errors('WORK_FILE_MISSING', 'the file is gone; it is fetched again with the next attempt', error);
  if (syscall !== undefined) return errors('INTERNAL', `the disk answered ${code ?? 'with an error'}`, error);
  if (/not supported/.test(message ?? '')) {
    const what = /multi-disk/i.test(message ?? '')
      ? 'it is one part of a split archive'
      : 'it uses PKWARE strong encryption';
    return errors('ARCHIVE_UNSUPPORTED', `${what}; pack it as one file with ZipCrypto or AES`, error);
  }
  return errors(
    'ARCHIVE_CORRUPT',
    `the archive is damaged or cut off (${describe(code, message)}); upload it again`,
    error,
  );
};

/** Parser messages may quote bytes of the file; only their words and numbers are passed on. */
const describe = (code: string | undefined, message: string | undefined): string =>
  (code?.startsWith('Z_') === true ? `inflate: ${message ?? code}` : (message ?? 'no reason given'))
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 120);

const shortened = (name: string): string => (name.length <= 200 ? name : `${name.slice(0, 199)}…`);
