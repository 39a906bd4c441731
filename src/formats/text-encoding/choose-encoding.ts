import { StevedoreError } from '../../contracts/errors.js';
import type { EncodingEvidence } from './probe-encoding.js';

/**
 * The encoding of a file, as a label of the WHATWG Encoding Standard: the one that its byte order mark names, UTF-16
 * where NULs say so, UTF-8 where every byte is valid, else the configured one. Throws TEXT_ENCODING_INVALID where that
 * leaves none: a guess could change names and amounts without a word.
 */
export const chooseEncoding = (evidence: EncodingEvidence, configured?: string): string => {
  const { mark, pairs, invalid } = evidence;
  if (mark !== undefined && mark !== 'utf-8') return mark;
  if (pairs !== undefined) return pairs;
  if (invalid === undefined) return 'utf-8';
  const label = configured === undefined ? undefined : encodingLabel(configured);
  if (mark === undefined && label !== undefined && label !== 'utf-8') return label;
  const byte = `0x${invalid.byte.toString(16).padStart(2, '0')}`;
  throw new StevedoreError(
    'TEXT_ENCODING_INVALID',
    `Cannot read the file as UTF-8: byte ${byte} at offset ${invalid.offset} on line ${invalid.line} is not valid; ` +
      `as windows-1252 it would read "${invalid.as1252}": if that is right, set "encoding: windows-1252"`,
  );
};

/** The standard's name of an encoding (`latin1` is windows-1252); undefined for one that cannot be read. */
export const encodingLabel = (name: string): string | undefined => {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
};
