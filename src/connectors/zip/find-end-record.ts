import type { ArchiveBytes } from '../archive-bytes.js';

export interface EndRecord {
  /** Position of the end-of-directory record, counted from `base` like every position in the archive. */
  readonly start: number;
  readonly zip64: boolean;
  /** Where the directory must end: at this record, or at the Zip64 one. */
  readonly directoryEnd: bigint;
  /** Where the archive begins in the file, after bytes that its own positions do not count. */
  readonly base: number;
  /** Bytes after the record and its comment that are not zero. */
  readonly strayBytes: number;
}

/**
 * Finds the end-of-directory record, even if a transfer appended bytes, if something was prepended to the file, or if
 * the comment looks like a record itself.
 *
 * 1. A record counts if a directory of its stated size ends at it. One inside the comment of another that counts
 *    does not.
 * 2. A record that covers the file from first byte to last takes precedence: an archive may contain another.
 * 3. If two records count equally, the file has two contents and is refused: `ambiguous`.
 * 4. If no record counts, returns the last one that reaches the end of the file, so that its fault can be reported.
 *
 * Undefined: there is none; the file is cut off or not a ZIP.
 */
export const findEndRecord = async (bytes: ArchiveBytes): Promise<EndRecord | 'ambiguous' | undefined> => {
  const tailStart = Math.max(0, bytes.size - TAIL_BYTES);
  const tail = await bytes.read(tailStart, bytes.size - tailStart);
  const contentEnd = tail.length - countTrailingZeros(tail);
  const found: (EndRecord & { readonly at: number; readonly end: number })[] = [];
  let last: EndRecord | undefined;
  let looked = 0;
  for (let at = tail.indexOf(SIGNATURE); at >= 0; at = tail.indexOf(SIGNATURE, at + 1)) {
    if (at + END_RECORD_BYTES > tail.length) break;
    const end = at + END_RECORD_BYTES + tail.readUInt16LE(at + 20);
    if (end > tail.length) continue;
    const zip64 = at >= LOCATOR_BYTES && tail.readUInt32LE(at - LOCATOR_BYTES) === LOCATOR_SIGNATURE;
    const directoryEnd = zip64 ? tail.readBigUInt64LE(at - LOCATOR_BYTES + 8) : BigInt(tailStart + at);
    const record = { start: tailStart + at, zip64, directoryEnd, base: 0, strayBytes: Math.max(0, contentEnd - end) };
    if (end >= contentEnd) last = record;
    if (found.some((outer) => at >= outer.at + END_RECORD_BYTES && end <= outer.end) || ++looked > MOST_LOOKED_AT)
      continue;
    const base = await baseOf(bytes, record, tail.subarray(at, at + END_RECORD_BYTES));
    if (base === undefined) continue;
    found.push({ ...record, base, start: record.start - base, directoryEnd: directoryEnd - BigInt(base), at, end });
  }
  const exact = found.filter(({ base, strayBytes }) => base === 0 && strayBytes === 0);
  const counting = exact.length > 0 ? exact : found;
  return counting.length > 1 ? 'ambiguous' : (counting[0] ?? last);
};

/** Where the archive begins if the record is right; undefined if no directory fits it. */
const baseOf = async (
  bytes: ArchiveBytes,
  { start, zip64, directoryEnd }: EndRecord,
  record: Buffer,
): Promise<number | undefined> => {
  if (zip64) return (await signatureAt(bytes, Number(directoryEnd))) === RECORD64_SIGNATURE ? 0 : undefined;
  const [count, size, offset] = [record.readUInt16LE(10), record.readUInt32LE(12), record.readUInt32LE(16)];
  const base = start - size - offset;
  if (base < 0) return undefined;
  if (count === 0) return base === 0 && size === 0 ? 0 : undefined;
  return (await signatureAt(bytes, start - size)) === DIRECTORY_SIGNATURE ? base : undefined;
};

const signatureAt = async (bytes: ArchiveBytes, at: number): Promise<number | undefined> =>
  at >= 0 && at + 4 <= bytes.size ? (await bytes.read(at, 4)).readUInt32LE(0) : undefined;

/** Size of the record without its comment. */
export const END_RECORD_BYTES = 22;

/** A comment is at most 64 KiB; as much is tolerated after it. */
const TAIL_BYTES = 2 * 65_536;
/** Bounds the work for a file that consists of signatures. */
const MOST_LOOKED_AT = 1_000;
const SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const RECORD64_SIGNATURE = 0x06064b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;

const countTrailingZeros = (bytes: Buffer): number => {
  let count = 0;
  while (count < bytes.length && bytes[bytes.length - 1 - count] === 0) count++;
  return count;
};
