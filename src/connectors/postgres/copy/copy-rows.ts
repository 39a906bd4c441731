import type { Socket } from 'node:net';
import type pg from 'pg';
import type { RowPiece } from './row-packer.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { takeArrivals } from '../arrival/arrival-socket.js';
import { RowPacker } from './row-packer.js';

/** Pieces that wait for the reader; then the server waits. */
const MOST_WAITING = 4;

/**
 * Runs a `COPY … TO STDOUT` in text format and yields its rows in pieces of about 1 MiB, with their sums.
 *
 * 1. Takes the driver's place at the socket for as long as rows come: the driver would copy every row on its own.
 * 2. The server waits while the reader does. Whoever leaves early must destroy the connection: the server sends on.
 *
 * Throws the driver's error, and LOAD_ROWS_LOST if the server counted other rows than came.
 */
export async function* copyRows(client: pg.Client, statement: string): AsyncGenerator<RowPiece, void, undefined> {
  const query = new Rows(statement);
  client.query(query as unknown as pg.Submittable);
  let rows = 0;
  for (;;) {
    const piece = query.take();
    if (piece !== undefined) {
      rows += piece.sums.rows;
      yield piece;
    } else if (query.hasEnded) break;
    else await query.more();
  }
  // The driver's own.
  if (query.error !== undefined) throw query.error as Error;
  if (rows === query.counted) return;
  throw new StevedoreError(
    'LOAD_ROWS_LOST',
    `Cannot read rows: ${rows} came, and the server counts ${query.counted}; start again`,
  );
}

/** What the driver needs of a query of ours; its types leave it out. */
interface Wire {
  readonly stream: Socket;
  query(text: string): void;
}

class Rows {
  error: unknown;
  hasEnded = false;
  counted = 0;
  readonly #statement: string;
  readonly #waiting: RowPiece[] = [];
  readonly #packer = new RowPacker((piece) => this.#waiting.push(piece));
  #stream: Socket | undefined;
  #giveBack: (rest: Buffer) => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(statement: string) {
    this.#statement = statement;
  }

  take(): RowPiece | undefined {
    const piece = this.#waiting.shift();
    if (this.#waiting.length < MOST_WAITING && !this.hasEnded) this.#stream?.resume();
    return piece;
  }

  /** Until there is a piece, or the end. */
  more(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  submit(wire: Wire): void {
    this.#stream = wire.stream;
    this.#giveBack = takeArrivals(wire.stream, { room: () => this.#packer.room, come: (bytes) => this.#come(bytes) });
    wire.query(this.#statement);
  }

  #come(bytes: Buffer): boolean {
    const rest = this.#packer.push(bytes);
    if (this.#waiting.length > 0) this.#wake();
    if (rest === undefined) return this.#waiting.length < MOST_WAITING;
    this.#giveBack(rest);
    this.#packer.end();
    return true;
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.counted = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0);
  }

  /** After an error too. */
  handleReadyForQuery(): void {
    this.hasEnded = true;
    this.#wake();
  }

  /** After an error of the connection nothing else comes; after one of the server only that it is ready again. */
  handleError(error: unknown): void {
    this.error ??= error;
    if (this.#stream?.destroyed !== false || !(error instanceof Error && 'severity' in error))
      this.handleReadyForQuery();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
