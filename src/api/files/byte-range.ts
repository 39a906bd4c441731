import { StevedoreError } from '../../contracts/errors.js';

/** Bytes of a file: the first, and the one behind the last. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What the header `Range` asks for: undefined where all of the file is answered, also to several ranges and to units
 * that are not bytes, as RFC 9110 allows. Throws RANGE_INVALID where it asks for none of the file's bytes.
 */
export const byteRange = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const range =
    first === ''
      ? { from: Math.max(0, size - Number(last)), to: size }
      : { from: Number(first), to: last === '' ? size : Math.min(size, Number(last) + 1) };
  if (range.from < range.to) return range;
  throw new StevedoreError('RANGE_INVALID', `Cannot send bytes ${first}-${last}: the file has ${size}`);
};
