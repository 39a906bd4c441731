import type pg from 'pg';
import { to } from 'pg-copy-streams';

/** Bytes that wait for the reader, beside those in the socket's buffers. */
const WAITING_BYTES = 256 * 1024;

/**
 * Runs a `COPY … TO STDOUT` and yields its bytes in pieces that do not end at rows. The server waits while the reader
 * does. Throws the driver's error. Whoever leaves early must destroy the connection: the server sends on.
 */
export async function* copyOut(client: pg.Client, statement: string): AsyncGenerator<Buffer, void, undefined> {
  const stream = client.query(to(statement, { highWaterMark: WAITING_BYTES }));
  // The driver may report an error again when the connection closes.
  stream.on('error', () => undefined);
  for await (const piece of stream) yield piece as Buffer;
}
