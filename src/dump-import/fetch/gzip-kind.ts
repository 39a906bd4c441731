import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import { readBlocks } from '../../connectors/archive-bytes.js';
import { createArchiveErrors } from '../../connectors/zip/archive-errors.js';
import type { ArchiveKind, OpenDumpOptions, PackedDump } from './packed-dump.js';
import { isGzip, unwrapGzip } from './unwrap-gzip.js';

/** A dump packed by gzip or pigz; its unpacked size is not known in advance. */
export const gzipKind: ArchiveKind = {
  name: 'a gzip file',
  suffix: /\.gz$/i,
  recognises: isGzip,
  open: async (bytes: ArchiveBytes, { label, limits }: OpenDumpOptions): Promise<PackedDump> => {
    const errors = createArchiveErrors(label);
    return {
      entry: label.replace(/\.gz$/i, ''),
      bytes: await leastBytes(bytes),
      isWholeFile: false,
      notes: [],
      read: ({ signal, onProgress } = {}) => {
        const packed = readBlocks(bytes, 0, bytes.size);
        return unwrapGzip(packed, {
          packedSize: bytes.size,
          limits,
          errors,
          ...(signal && { signal }),
          ...(onProgress && { onProgress }),
        });
      },
    };
  },
};

/** The last four bytes hold the last member's size modulo 4 GiB; packed data is hardly ever larger than unpacked. */
const leastBytes = async (bytes: ArchiveBytes): Promise<number> => {
  if (bytes.size < SMALLEST) return 0;
  const told = (await bytes.read(bytes.size - 4, 4)).readUInt32LE(0);
  const missing = Math.max(0, Math.ceil((bytes.size - SMALLEST - told) / 2 ** 32));
  return told + missing * 2 ** 32 > bytes.size * MOST_RATIO ? bytes.size : told + missing * 2 ** 32;
};

/** A gzip header and trailer with an empty block between them. */
const SMALLEST = 20;

/** Deflate cannot pack better; a file that claims more is not one whole member. */
const MOST_RATIO = 1_032;
