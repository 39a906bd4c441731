import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { bytesOfFile } from '../../connectors/archive-bytes.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { extractDump } from '../fetch/extract-dump.js';
import { isPlainDump } from '../fetch/open-packed-dump.js';
import { fetchArchive } from '../fetch/fetch-archive.js';
import { listArchives } from '../fetch/list-archives.js';
import { withSource } from '../fetch/with-source.js';
import { assertDiskSpace } from '../work-files.js';
import type { DumpPreview } from './dump-preview.js';
import { previewDump } from './preview-dump.js';
import { inPreviewFolder } from './preview-folder.js';
import { ASSUMED_TARGETS, readTarget } from './read-target.js';
import type { PreviewTarget } from './read-target.js';

export interface PreviewOptions {
  /** Where archives are unpacked, in a new folder that is removed afterwards. @default the system's temporary folder */
  readonly tempDir?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (
    step: 'download' | 'extract' | 'index',
    name: string,
    bytesDone: number,
    bytesTotal: number,
  ) => void;
}

export interface PreviewFileOptions extends PreviewOptions {
  readonly database?: string;
  /** @default 'mariadb' */
  readonly flavor?: 'mariadb' | 'mysql';
  /** For an archive. */
  readonly password?: string;
}

/**
 * Previews a dump or an archive (`….sql`, `….sql.gz`, `….zip`) on disk; asks no server. Throws `ARCHIVE_…` codes,
 * WORK_FILE_MISSING.
 */
export const previewFile = async (file: string, options: PreviewFileOptions): Promise<DumpPreview> => {
  const { database, flavor = 'mariadb', password, signal, onProgress } = options;
  const source = basename(file);
  const preview = (dumpFile: string) =>
    previewDump({
      dumpFile,
      source,
      target: ASSUMED_TARGETS[flavor],
      targetAssumed: true,
      signal,
      onProgress: (done, total) => onProgress?.('index', source, done, total),
      ...(database !== undefined && { database }),
    });
  await stat(file).catch((cause: unknown) => {
    throw new StevedoreError('WORK_FILE_MISSING', `Cannot read "${source}": there is no such file`, { cause });
  });
  if (await isPlain(file, source)) return preview(file);
  return inPreviewFolder(options.tempDir ?? tmpdir(), async (directory) => {
    const zip = { passwords: {}, extractTimeoutMs: 0, limits: LIMITS, ...(password !== undefined && { password }) };
    const onUnpacked = (done: number, total: number) => onProgress?.('extract', source, done, total);
    const dump = await extractDump({
      archiveFile: file,
      label: source,
      directory,
      database: '',
      zip,
      signal,
      onProgress: onUnpacked,
    });
    return preview(dump.file);
  });
};

/** There is nothing to unpack: the file is read in place. */
const isPlain = async (file: string, label: string): Promise<boolean> => {
  const handle = await open(file, 'r');
  try {
    return await isPlainDump(await bytesOfFile(handle), label);
  } finally {
    await handle.close();
  }
};

/** The configuration's defaults. */
const LIMITS = { maxEntries: 1_000, maxBytes: 200 * 1024 ** 3, maxRatio: 200 };

/**
 * Previews every database of a pipeline from the archives that a run would take now. Compares with what is live if the
 * target answers. Only reads. Throws `SFTP_…` and `ARCHIVE_…` codes.
 */
export const previewPipeline = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  options: PreviewOptions,
): Promise<{ readonly previews: DumpPreview[]; readonly unasked?: string }> => {
  const { signal, onProgress } = options;
  const { target, unasked } = await askTarget(mysql, settings);
  const previews = await withSource(
    settings.sftp,
    async (source) => {
      const { archives } = await listArchives(source, settings);
      const found: DumpPreview[] = [];
      for (const archive of archives) {
        const { filename, database } = archive;
        const told = (step: 'download' | 'extract' | 'index') => (done: number, total: number) =>
          onProgress?.(step, filename, done, total);
        const preview = await inPreviewFolder(options.tempDir ?? tmpdir(), async (directory) => {
          await assertDiskSpace(directory, archive.size, `archive "${filename}"`);
          const { file } = await fetchArchive({ source, archive, directory, signal, onProgress: told('download') });
          const request = { archiveFile: file, label: filename, directory, database, zip: settings.zip, signal };
          const dump = await extractDump({ ...request, onProgress: told('extract') });
          const asked = {
            target,
            targetAssumed: unasked !== undefined,
            ...(unasked === undefined && { mysql }),
            settings,
            signal,
            onProgress: told('index'),
          };
          return previewDump({ dumpFile: dump.file, source: filename, database, ...asked });
        });
        found.push(preview);
      }
      return found;
    },
    { signal },
  );
  return { previews, ...(unasked !== undefined && { unasked }) };
};

/** A target that does not answer must not prevent the preview. */
const askTarget = async (
  mysql: MysqlSettings,
  { name }: DumpImportSettings,
): Promise<{ readonly target: PreviewTarget; readonly unasked?: string }> => {
  try {
    return { target: await readTarget(mysql, name) };
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    return { target: ASSUMED_TARGETS.mariadb, unasked: `${error.code}: ${error.message}` };
  }
};
