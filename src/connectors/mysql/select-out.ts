import type mysql from 'mysql2';

/** Takes the rows of a SELECT as the server sends them, and gives bytes for them. */
export interface RowEncoder {
  /** One row: its values one after the other, each with its length before it, between two places of `packet`. */
  add(packet: Buffer, from: number, to: number): void;
  /** Bytes that wait to be taken. */
  readonly waiting: number;
  /** The bytes that wait; their memory is the caller's from then on. */
  take(): Buffer;
}

/** A piece is handed on when so much waits. */
const PIECE_BYTES = 64 * 1024;
/** The server is stopped while so many pieces wait for the reader. */
const MOST_WAITING = 4;

/** The driver's packet; its types leave most of it out. */
interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
}

/**
 * Runs a SELECT without keeping its rows, and yields what the encoder makes of them.
 *
 * 1. The driver's own reading of rows, which makes an object for every value, is passed by: the encoder gets the bytes
 *    of the packet. They stand until it returns.
 * 2. The socket is read as fast as the reader takes pieces; the server waits meanwhile. At most MOST_WAITING pieces and
 *    what the socket had brought are in memory.
 * 3. Whoever leaves early must destroy the connection: the server sends on. Throws the driver's errors.
 */
export async function* selectOut(
  driver: mysql.Connection,
  sql: string,
  encoder: RowEncoder,
): AsyncGenerator<Buffer, void, undefined> {
  const pieces: Buffer[] = [];
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  // What comes after the last row, such as the server that goes away, takes nothing from the rows.
  const end = (error?: unknown) => {
    if (over) return;
    over = true;
    if (error !== undefined) failure = { error };
    wake();
  };
  const stream = (driver as unknown as { stream: NodeJS.EventEmitter }).stream;
  // The driver tells nobody when its socket is destroyed.
  const lost = () => end({ code: 'PROTOCOL_CONNECTION_LOST', message: '' });
  stream.once('close', lost);
  const query = driver.query(sql);
  Object.defineProperty(query, '_rowParser', {
    get: () => reader,
    set: () => undefined,
  });
  const reader = {
    next: ({ buffer, offset, end: to }: Packet): void => {
      try {
        encoder.add(buffer, offset, to);
      } catch (error) {
        end(error);
        driver.destroy();
        return;
      }
      if (encoder.waiting < PIECE_BYTES) return;
      pieces.push(encoder.take());
      if (pieces.length >= MOST_WAITING) driver.pause();
      wake();
    },
  };
  query.on('error', end);
  query.once('end', () => end());
  try {
    for (;;) {
      const piece = pieces.shift();
      if (piece !== undefined) {
        yield piece;
        if (pieces.length === 0 && !over) driver.resume();
        continue;
      }
      if (failure !== undefined) throw failure.error;
      if (over) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if (encoder.waiting > 0) yield encoder.take();
  } finally {
    stream.removeListener('close', lost);
  }
}
