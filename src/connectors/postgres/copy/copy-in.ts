import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';

/**
 * Runs a `COPY … FROM STDIN` with the bytes of `source`, and returns the rows that the server counted.
 *
 * 1. A piece is asked for when the socket has taken the ones before.
 * 2. If `source` fails, the server is told that the COPY failed, so it keeps none of it; SourceError, with the source's
 *    error, is thrown after the server's answer.
 * 3. If the server fails, its error is thrown at once, also while `source` has nothing to give; `source` is closed.
 * 4. However fast `source` and the socket are, the event loop turns every TURN_BYTES: else nobody would read the
 *    server's answer, and no timer would fire.
 */
export const copyIn = async (
  client: pg.Client,
  statement: string,
  source: AsyncIterable<Buffer>,
  /** Hears whether the next move is the server's: it is not while `source` has to give. */
  onMove: (isServers: boolean) => void = () => undefined,
): Promise<number> => {
  const stream = client.query(from(statement));
  const broken = watch(stream);
  const pieces = source[Symbol.asyncIterator]();
  const close = () => void Promise.resolve(pieces.return?.()).catch(() => undefined);
  let sinceTurn = 0;
  for (;;) {
    onMove(false);
    const piece = await broken.unless(settled(pieces.next())).catch((error: unknown) => {
      close();
      throw error;
    });
    onMove(true);
    if ('error' in piece) {
      await fail(stream);
      throw new SourceError(piece.error);
    }
    if (piece.result.done === true) break;
    sinceTurn += piece.result.value.length;
    if (sinceTurn >= TURN_BYTES) {
      sinceTurn = 0;
      await turn();
    }
    if (!stream.destroyed && stream.write(piece.result.value)) continue;
    await broken.unless(once(stream, 'drain')).catch((error: unknown) => {
      close();
      throw error;
    });
  }
  const finished = once(stream, 'finish');
  finished.catch(() => undefined);
  stream.end();
  await broken.unless(finished);
  return stream.rowCount;
};

const TURN_BYTES = 256 * 1024;

/** Carries the error of a source past the translation of errors. */
export class SourceError extends Error {
  constructor(cause: unknown) {
    super('the source failed', { cause });
  }
}

type CopyStream = ReturnType<typeof from>;

/** Fixed, because the server writes it to its log. */
const SOURCE_FAILED = 'the source of the data failed';

/** Sends CopyFail and waits until the server has answered, or the connection has ended. */
const fail = async (stream: CopyStream): Promise<void> => {
  if (stream.destroyed) return;
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.destroy(new Error(SOURCE_FAILED));
  await closed;
};

type Settled<T> = { readonly result: T } | { readonly error: unknown };

const settled = <T>(work: Promise<T>): Promise<Settled<T>> =>
  work.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );

/** Lets one wait at a time end early with the stream's error; a race with one promise would keep every piece's wait. */
const watch = (stream: CopyStream) => {
  let failure: { readonly error: Error } | undefined;
  let tell: (error: Error) => void = () => undefined;
  // Stays, because the driver may report an error again when the connection closes.
  stream.on('error', (error: Error) => {
    failure ??= { error };
    // At once: the stream has no connection any more, but would go on writing to it what it still holds.
    stream.destroy();
    tell(error);
  });
  return {
    unless: <T>(work: Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        tell = reject;
        if (failure) reject(failure.error);
        work.then(resolve, reject);
      }),
  };
};
