import { StevedoreError } from '../../contracts/errors.js';

/**
 * Quotes any text as one word of a POSIX shell: between single quotes only the quote itself has a meaning, and it is
 * written outside them. Throws SFTP_PATH_NOT_FOUND for a text with a zero byte, which no shell accepts.
 */
export const shellQuote = (text: string): string => {
  if (text.includes('\0'))
    throw new StevedoreError('SFTP_PATH_NOT_FOUND', 'Cannot look at a path with a zero byte: no file has such a name');
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
};
