import { StevedoreError } from '../../contracts/errors.js';

/**
 * One word of a POSIX shell, whatever the text holds: nothing between single quotes means anything to it but the quote
 * itself, which is written outside them. Throws SFTP_PATH_NOT_FOUND for a text with a zero byte, which no shell can be
 * given.
 */
export const shellQuote = (text: string): string => {
  if (text.includes('\0'))
    throw new StevedoreError('SFTP_PATH_NOT_FOUND', 'Cannot look at a path with a zero byte: no file is named so');
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
};
