import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import { createArchiveErrors } from '../../connectors/zip/archive-errors.js';
import { openZip } from '../../connectors/zip/open-zip.js';
import type { ZipArchive, ZipEntry } from '../../connectors/zip/zip-archive.js';
import type { ArchiveKind, OpenDumpOptions, PackedDump, ReadDumpOptions } from './packed-dump.js';
import { pickEntry } from './pick-entry.js';
import { assertNoArchive, isGzip, isZip, unwrapGzip } from './unwrap-gzip.js';

/** ZIP, encrypted or not; its only dump may itself be packed by gzip. */
export const zipKind: ArchiveKind = {
  name: 'a ZIP archive',
  suffix: /\.zip$/i,
  recognises: isZip,
  open: async (bytes: ArchiveBytes, options: OpenDumpOptions): Promise<PackedDump> => {
    const archive = await openZip(bytes, options);
    const { entry, notes } = await pickEntry(archive, options);
    const stray = archive.strayBytes;
    return {
      entry: entry.name,
      bytes: entry.size,
      isWholeFile: false,
      notes: [
        ...notes,
        ...(stray > 0
          ? [`${stray} bytes of "${options.label}" are before or after the archive, and were skipped`]
          : []),
      ],
      read: (reading) => readDump(archive, entry, options, reading ?? {}),
    };
  },
};

async function* readDump(
  archive: ZipArchive,
  entry: ZipEntry,
  options: OpenDumpOptions,
  reading: ReadDumpOptions,
): AsyncGenerator<Buffer> {
  const { label, limits, password } = options;
  const { signal, onProgress } = reading;
  const errors = createArchiveErrors(label, entry.name);
  const pieces = archive
    .read(entry, { ...(signal && { signal }), ...(password !== undefined && { password }) })
    [Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    if (first.done === true) return;
    const all = async function* (): AsyncGenerator<Buffer> {
      yield first.value;
      for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
    };
    if (isGzip(first.value)) {
      yield* unwrapGzip(all(), { ...reading, packedSize: entry.size, limits, errors });
      return;
    }
    assertNoArchive(first.value, errors);
    let done = 0;
    for await (const piece of all()) {
      yield piece;
      onProgress?.((done += piece.length), entry.size);
    }
  } finally {
    await pieces.return?.();
  }
}
