import { readBlocks } from '../../connectors/archive-bytes.js';
import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import { looksLikeDump } from './looks-like-dump.js';
import type { ArchiveKind, OpenDumpOptions, PackedDump } from './packed-dump.js';

/** Plain SQL; only the dump's own last line tells whether it is complete. */
export const plainKind: ArchiveKind = {
  name: 'plain SQL',
  suffix: /\.sql$/i,
  recognises: looksLikeDump,
  open: (bytes: ArchiveBytes, { label }: OpenDumpOptions): Promise<PackedDump> =>
    Promise.resolve({
      entry: label,
      bytes: bytes.size,
      isWholeFile: true,
      notes: [],
      read: async function* ({ signal, onProgress } = {}) {
        let done = 0;
        for await (const block of readBlocks(bytes, 0, bytes.size)) {
          signal?.throwIfAborted();
          yield block;
          onProgress?.((done += block.length), bytes.size);
        }
      },
    }),
};
