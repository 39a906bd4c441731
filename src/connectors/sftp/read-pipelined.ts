/**
 * Reads a range of a remote file with several requests in flight.
 *
 * 1. Blocks are delivered in order, each complete: the rest of a short answer is requested again.
 * 2. At most `depth` blocks are in memory besides the consumer's; a slow consumer stops the requests.
 * 3. When the consumer leaves or the signal aborts, a pending answer cannot become an unhandled rejection.
 */
import { StevedoreError } from '../../contracts/errors.js';
import type { ReadOptions } from '../archive-source.js';
import type { SftpSession } from './sftp-session.js';
import { untilAborted } from './until-aborted.js';

/**
 * Request sizes that every version of OpenSSH answers whole, and that every other server must. Either has about 2 MiB
 * in flight, as much as the library's window allows.
 */
const PIPELINE = {
  openSsh: { blockBytes: 260_096, depth: 8 },
  other: { blockBytes: 31_952, depth: 64 },
} as const;

/** Throws ARCHIVE_CHANGED if the file ends before `end`, `SFTP_…` codes, or the signal's reason. */
export async function* readPipelined(
  session: SftpSession,
  file: { readonly handle: Buffer; readonly filename: string },
  { start = 0, end, signal }: ReadOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { blockBytes, depth } = session.isOpenSsh ? PIPELINE.openSsh : PIPELINE.other;
  const underWay: Promise<Buffer>[] = [];
  let next = start;
  const ask = (): void => {
    while (underWay.length < depth && next < end) {
      const block = readBlock(session, file, next, Math.min(blockBytes, end - next));
      block.catch(() => undefined);
      underWay.push(block);
      next += blockBytes;
    }
  };
  ask();
  for (let block = underWay.shift(); block !== undefined; block = underWay.shift()) {
    const bytes = await untilAborted(block, signal);
    ask();
    yield bytes;
  }
}

const readBlock = async (
  session: SftpSession,
  { handle, filename }: { readonly handle: Buffer; readonly filename: string },
  position: number,
  length: number,
): Promise<Buffer> => {
  const block = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const from = filled;
    const count = await session.request<number>(`Cannot read "${filename}"`, (sftp, done) => {
      sftp.read(handle, block, from, length - from, position + from, (error, bytesRead) => {
        if (isEndOfFile(error)) done(null, 0);
        else done(error, bytesRead);
      });
    });
    if (count === 0) {
      throw new StevedoreError(
        'ARCHIVE_CHANGED',
        `Cannot read "${filename}": it ends at byte ${position + filled}, before the size that was listed`,
        { details: { file: filename } },
      );
    }
    filled += count;
  }
  return block;
};

const END_OF_FILE = 1;
const isEndOfFile = (error: unknown): boolean => (error as { code?: unknown } | null | undefined)?.code === END_OF_FILE;
