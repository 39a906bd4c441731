import type { ZipArchive, ZipEntry } from '../../connectors/zip/zip-archive.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { foreignFormat } from './foreign-format.js';
import { gunzip } from '../../connectors/gzip/gunzip.js';
import { isBlankSql, looksLikeDump } from './looks-like-dump.js';
import type { OpenDumpOptions } from './packed-dump.js';
import { isGzip } from './unwrap-gzip.js';

export interface PickedEntry {
  readonly entry: ZipEntry;
  readonly notes: readonly string[];
}

/**
 * Finds a ZIP's only dump: the only file named `.sql` or `.sql.gz`, or else the only one that is a dump by its content.
 * Ignores what packers add (folders, links, macOS resource forks, hidden files), and an empty `.sql` beside another.
 * Throws ARCHIVE_WITHOUT_DUMP, ARCHIVE_UNSUPPORTED (several dumps), ARCHIVE_WRONG_PASSWORD.
 */
export const pickEntry = async (archive: ZipArchive, options: OpenDumpOptions): Promise<PickedEntry> => {
  const { label } = options;
  const files = archive.entries.filter(({ kind, name }) => kind === 'file' && !name.split('/').some(isByproduct));
  const named = files.filter(({ name }) => /\.sql(\.gz)?$/i.test(name));
  const [only, another] = named;
  if (only !== undefined && another === undefined) return { entry: only, notes: [] };
  const dumps =
    only === undefined ? await byContent(archive, files, options) : await withoutBlank(archive, named, options);
  const [dump, second] = dumps;
  if (dump === undefined) {
    const what = files
      .slice(0, LISTED)
      .map(async (entry) => describe(entry, await peek(archive, entry, options).catch(() => undefined)));
    const more = files.length > LISTED ? ` and ${files.length - LISTED} more` : '';
    const holds =
      files.length === 0
        ? 'it holds no file that could be a dump'
        : `it holds ${(await Promise.all(what)).join(', ')}${more} and no dump`;
    throw new StevedoreError('ARCHIVE_WITHOUT_DUMP', `Cannot unpack "${label}": ${holds}`, {
      details: { file: label },
    });
  }
  if (second !== undefined) {
    throw new StevedoreError(
      'ARCHIVE_UNSUPPORTED',
      `Cannot unpack "${label}": it holds ${dumps.length} dumps (${list(dumps)}); pack one dump per archive`,
      { details: { file: label, dumps: dumps.length } },
    );
  }
  const others = files.filter((entry) => entry !== dump);
  const beside = others.length === 0 ? '' : `, beside ${list(others)}, which are not dumps`;
  return { entry: dump, notes: [`The dump of "${label}" was found by its content: "${dump.name}"${beside}`] };
};

const isByproduct = (segment: string): boolean => segment === '__MACOSX' || /^\.[^.]/.test(segment);

/** An entry that cannot be read is not a dump; if no other is one either, the message says why it could not be read. */
const byContent = async (
  archive: ZipArchive,
  files: readonly ZipEntry[],
  options: OpenDumpOptions,
): Promise<ZipEntry[]> => {
  const dumps: ZipEntry[] = [];
  let unreadable: StevedoreError | undefined;
  for (const entry of files) {
    try {
      if (looksLikeDump(await peek(archive, entry, options))) dumps.push(entry);
    } catch (error) {
      if (!isStevedoreError(error) || error.code === 'ARCHIVE_WRONG_PASSWORD') throw error;
      unreadable ??= error;
    }
  }
  if (dumps.length === 0 && unreadable !== undefined) throw unreadable;
  return dumps;
};

const withoutBlank = async (
  archive: ZipArchive,
  named: readonly ZipEntry[],
  options: OpenDumpOptions,
): Promise<ZipEntry[]> => {
  const kept: ZipEntry[] = [];
  for (const entry of named) {
    if (entry.size > PEEK_BYTES || !isBlankSql(await peek(archive, entry, options))) kept.push(entry);
  }
  return kept;
};

/** The first bytes of an entry, unpacked if it is gzip. */
const peek = async (archive: ZipArchive, entry: ZipEntry, { password }: OpenDumpOptions): Promise<Buffer> => {
  const head = await firstBytes(archive.read(entry, password === undefined ? {} : { password }));
  if (!isGzip(head)) return head;
  return firstBytes(gunzip(once(head))).catch(() => head);
};

const firstBytes = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
  for await (const piece of pieces) return Buffer.from(piece.subarray(0, PEEK_BYTES));
  return Buffer.alloc(0);
};

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

const PEEK_BYTES = 65_536;

const describe = (entry: ZipEntry, head: Buffer | undefined): string => {
  const kind = head === undefined ? undefined : foreignFormat(head);
  return kind === undefined ? quoted(entry) : `${quoted(entry)} (${kind})`;
};

const quoted = ({ name }: ZipEntry): string => (name === '' ? 'a file without a name' : `"${name.slice(0, 80)}"`);

const list = (entries: readonly ZipEntry[]): string => {
  const names = entries.slice(0, LISTED).map(quoted);
  return entries.length > LISTED ? `${names.join(', ')} and ${entries.length - LISTED} more` : names.join(', ');
};

const LISTED = 5;
