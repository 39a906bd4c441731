import { StevedoreError } from '../../contracts/errors.js';
import type { RemoteFile } from '../archive-source.js';

/** What a server says of a file; version 3 of the protocol may omit any of it. */
export interface FileFacts {
  readonly type?: 'file' | 'link' | 'other';
  readonly size?: number;
  /** Seconds. */
  readonly mtime?: number;
}

/** The library omits what the server did, whatever its types say. */
export interface SeenAttributes {
  readonly mode?: number;
  readonly size?: number;
  readonly mtime?: number;
}

/** Reads the facts of an answer; the `ls -l` line gives the type if the mode does not. */
export const factsOf = ({ mode, size, mtime }: SeenAttributes, longname = ''): FileFacts => {
  const type = TYPES[(mode ?? 0) & FILE_TYPE] ?? ((mode ?? 0) & FILE_TYPE ? 'other' : typeInLongname(longname));
  return {
    ...(type !== undefined && { type }),
    ...(size !== undefined && { size }),
    ...(mtime !== undefined && { mtime }),
  };
};

const FILE_TYPE = 0xf000;
const TYPES: Readonly<Record<number, FileFacts['type']>> = { 0x8000: 'file', 0xa000: 'link' };

const typeInLongname = (longname: string): FileFacts['type'] => {
  const letter = /^([-dlbcpsD])[-rwxsStT]{9}/.exec(longname)?.[1];
  return letter === undefined ? undefined : letter === '-' ? 'file' : letter === 'l' ? 'link' : 'other';
};

export const isComplete = ({ type, size, mtime }: FileFacts): boolean =>
  type !== undefined && size !== undefined && mtime !== undefined;

/**
 * Returns the file; undefined if it is not one. A file of unknown type counts as one. Throws SFTP_PROTOCOL_UNSUPPORTED
 * if size or time are unknown.
 */
export const fileOf = (filename: string, { type = 'file', size, mtime }: FileFacts): RemoteFile | undefined => {
  if (type !== 'file') return undefined;
  const missing = [...(size === undefined ? ['size'] : []), ...(mtime === undefined ? ['time'] : [])];
  if (size === undefined || mtime === undefined) {
    throw new StevedoreError(
      'SFTP_PROTOCOL_UNSUPPORTED',
      `Cannot tell whether "${filename}" is new: the server omits its ${missing.join(' and its ')}, both in the listing and when asked for the file alone; ` +
        'set scp.protocol to "scp" where it allows commands',
      { details: { file: filename, missing: missing.join(', ') } },
    );
  }
  return { filename, size, modTime: new Date(mtime * 1_000).toISOString() };
};
