/**
 * Fetches a file by its address into the spool.
 *
 * 1. It appears by a rename, after everything is written and flushed; another try that finds it does not fetch again.
 * 2. It is looked at, where an upload is, before it appears.
 * 3. An answer that is cut off is an error of the connection, never a short file: by its length where the server says
 *    it, and by the end of its last piece.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { translateDiskError } from '../../../connectors/disk/disk-errors.js';
import { scanUpload } from '../../../connectors/disk/scan-upload.js';
import { assertDiskSpace, prepareWorkDirectory } from '../../../connectors/disk/work-files.js';
import { openGuardedHttp } from '../../../connectors/http/guarded-request.js';
import type { HttpResponse } from '../../../connectors/http/guarded-request.js';
import { statusFault } from '../../../connectors/http/status-fault.js';
import { shownUrl } from '../../../contracts/connections/checked-url.js';
import { isStevedoreError } from '../../../contracts/errors.js';
import type { UrlSource } from '../../../contracts/table-import/url-source.js';
import type { Fetched, FetchRequest, FetchWait } from '../source-adapter.js';

/** A file of any size may take so long. */
const TOTAL_MS = 6 * 3_600_000;

/** A server that asks for more fails the try. */
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Where the server asks to wait, up to 15 minutes, that is the answer. Throws HTTP_TOO_LARGE above the size of an
 * upload, UPLOAD_REFUSED, UPLOAD_SCAN_FAILED, DISK_TOO_SMALL, DISK_FULL, and what guarded requests throw.
 */
export const downloadFile = async ({ url }: UrlSource, request: FetchRequest): Promise<Fetched | FetchWait> => {
  const { directory, network, maxDownloadBytes: maxBytes, signal } = request;
  await prepareWorkDirectory(directory);
  const path = join(directory, 'file');
  const earlier = await readFile(`${path}.sha256`, 'utf8').catch(() => undefined);
  if (earlier !== undefined) return { path, checksum: earlier };
  const http = openGuardedHttp(network, { maxBytes, totalMs: TOTAL_MS });
  try {
    const response = await http.send({ url, headers: { accept: '*/*' }, signal });
    const fault = statusFault(response, shownUrl(new URL(url)), false);
    if (fault !== undefined) {
      response.discard();
      const { retryAfterMs: waitMs } = fault.details;
      if (typeof waitMs === 'number' && waitMs <= LONGEST_WAIT_MS) return { waitMs, done: 0 };
      throw fault;
    }
    const length = Number(response.header('content-length') ?? 0);
    if (length <= maxBytes) await assertDiskSpace(directory, length, 'file of the address', 'work_dir');
    const checksum = await write(`${path}.part`, response, request, length);
    await look(`${path}.part`, request);
    await rename(`${path}.part`, path);
    await writeFile(`${path}.sha256`, checksum, { mode: 0o600 });
    return { path, checksum };
  } finally {
    await http.close();
  }
};

/** What is refused is not kept. */
const look = async (part: string, { scan }: FetchRequest): Promise<void> => {
  if (scan === undefined) return;
  try {
    await scanUpload(scan, part);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};

const write = async (
  part: string,
  response: HttpResponse,
  { file, onProgress }: FetchRequest,
  length: number,
): Promise<string> => {
  const hash = createHash('sha256');
  const output = await open(part, 'w', 0o600);
  try {
    let bytes = 0;
    for await (const piece of response.body()) {
      hash.update(piece);
      await output.appendFile(piece);
      bytes += piece.length;
      onProgress(bytes, Math.max(length, bytes));
    }
    await output.sync();
  } catch (error) {
    throw isStevedoreError(error) ? error : translateDiskError(`Cannot fetch "${file.name}"`, error, 'work_dir');
  } finally {
    await output.close();
  }
  return `sha256:${hash.digest('hex')}`;
};
