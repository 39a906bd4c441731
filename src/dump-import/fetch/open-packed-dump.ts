import type { ArchiveBytes } from '../../connectors/archive-bytes.js';
import { createArchiveErrors } from '../../connectors/zip/archive-errors.js';
import { foreignFormat } from './foreign-format.js';
import { gzipKind } from './gzip-kind.js';
import type { ArchiveKind, OpenDumpOptions, PackedDump } from './packed-dump.js';
import { plainKind } from './plain-kind.js';
import { zipKind } from './zip-kind.js';

/** In the order in which they are tried. */
const KINDS: readonly ArchiveKind[] = [gzipKind, zipKind, plainKind];

/**
 * Opens an archive and finds its only dump, without unpacking it. The bytes decide its kind, or its name if they do
 * not.
 *
 * Throws ARCHIVE_CORRUPT, ARCHIVE_UNSUPPORTED (names the unsupported kind), ARCHIVE_WITHOUT_DUMP,
 * ARCHIVE_WRONG_PASSWORD, ARCHIVE_LIMIT_EXCEEDED.
 */
export const openPackedDump = async (bytes: ArchiveBytes, options: OpenDumpOptions): Promise<PackedDump> => {
  const { label } = options;
  const errors = createArchiveErrors(label);
  const { byName, byContent, head } = await recognise(bytes, label);
  if (byContent !== undefined) {
    const dump = await byContent.open(bytes, options);
    if (byName === byContent || byName === undefined) return dump;
    return {
      ...dump,
      notes: [`"${label}" is not ${byName.name} but ${byContent.name}, and is read as that`, ...dump.notes],
    };
  }
  if (byName === plainKind) return plainKind.open(bytes, options);
  const foreign = foreignFormat(head);
  if (foreign !== undefined) throw errors('ARCHIVE_UNSUPPORTED', `it is ${foreign}; ${ADVICE}`);
  if (bytes.size > 0 && byName === gzipKind) throw errors('ARCHIVE_CORRUPT', 'it is not a gzip file; upload it again');
  if (bytes.size > 0 && byName === undefined)
    throw errors('ARCHIVE_UNSUPPORTED', `it is neither a ZIP archive nor a gzip file nor a dump; ${ADVICE}`);
  return zipKind.open(bytes, options);
};

/** Whether the file itself is the dump. */
export const isPlainDump = async (bytes: ArchiveBytes, label: string): Promise<boolean> => {
  const { byName, byContent } = await recognise(bytes, label);
  return (byContent ?? byName) === plainKind;
};

const recognise = async (bytes: ArchiveBytes, label: string) => {
  const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.size));
  const byName = KINDS.find(({ suffix }) => suffix.test(label));
  return { head, byName, byContent: KINDS.find((kind) => kind.recognises(head)) };
};

const ADVICE = 'upload the dump as .zip, as .sql.gz or as .sql';
const HEAD_BYTES = 65_536;
