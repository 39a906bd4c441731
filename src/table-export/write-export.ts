import { StevedoreError } from '../contracts/errors.js';
import type { ExportRequest } from '../contracts/table-export/export-request.js';
import type { ExportedFile } from '../contracts/table-export/snapshot.js';
import { exportFileName } from './file-name.js';
import type { ExportSettings } from './find-table.js';
import { keptExports } from './kept-exports.js';
import { openExport } from './open-export.js';

export interface ExportToFile {
  readonly request: ExportRequest;
  readonly mayReadSecrets: boolean;
  /** Absolute. */
  readonly folder: string;
  /** What it may take, in milliseconds. */
  readonly longestMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number, rows: number) => void;
}

/**
 * Writes an export to a file, which is there only when it is whole; each call makes a file of its own. Throws
 * EXPORT_TOO_LONG, DISK_FULL, and what `openExport` throws.
 */
export const writeExport = async (
  settings: ExportSettings,
  { request, mayReadSecrets, folder, longestMs, signal, onProgress }: ExportToFile,
): Promise<Omit<ExportedFile, 'host'>> => {
  const late = AbortSignal.timeout(longestMs);
  const both = AbortSignal.any([signal, late]);
  const opened = await openExport(settings, request, { mayReadSecrets, signal: both, longestMs });
  async function* counted() {
    let bytes = 0;
    for await (const piece of opened.bytes) {
      both.throwIfAborted();
      yield piece;
      bytes += piece.length;
      onProgress(bytes, opened.rows());
    }
  }
  try {
    const file = exportFileName(opened.name, request);
    const written = await keptExports(folder).write(file, counted());
    return { ...written, name: opened.name, file, rows: opened.rows(), hasSecrets: opened.secrets.length > 0 };
  } catch (error) {
    signal.throwIfAborted();
    if (!late.aborted) throw error;
    throw new StevedoreError(
      'EXPORT_TOO_LONG',
      `Cannot export "${opened.name}": it took longer than ${Math.round(longestMs / 1_000)} s; raise export.max_duration, or use filters`,
    );
  } finally {
    await opened.close();
  }
};
