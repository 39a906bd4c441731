import type { Socket } from 'node:net';
import type pg from 'pg';
import type { RowSums } from './copy-frames.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { takeArrivals } from '../arrival/arrival-socket.js';
import { ROOMS } from '../arrival/frame-kernel.js';
import { CopyFrames } from './copy-frames.js';

export interface RelaySide {
  readonly client: pg.Client;
  readonly statement: string;
  /** Hears whether the next move is the server's: it is not while it takes rows, and when it has given all. */
  readonly onMove?: (isServers: boolean) => void;
}

/** Which side an error is of. */
export class RelayError extends Error {
  readonly side: 'source' | 'target';
  /** The sessions that are of no more use. */
  readonly lost: readonly ('source' | 'target')[];

  constructor(side: 'source' | 'target', cause: unknown, lost: readonly ('source' | 'target')[] = []) {
    super(`the ${side} failed`, { cause });
    this.side = side;
    this.lost = lost;
  }
}

/**
 * Runs a COPY TO STDOUT in text format at one server and passes its rows to a COPY FROM STDIN at another, chunk by
 * chunk as they come from the socket; `onBytes` hears of each chunk.
 *
 * 1. The source waits while the target does: what is held is one chunk and the sockets' buffers.
 * 2. If the source fails, the target is told so and keeps nothing; its session goes on. If the source was cut off
 *    within a row, the target would take what it is told for the rest of the row: its session is lost.
 * 3. If the target fails, the source's session sends on: it is lost. The caller destroys what is lost.
 * 4. It returns when both servers have ended their COPY, and only if both counted as many rows as were passed on.
 *
 * Throws RelayError with the driver's error as its cause, and LOAD_ROWS_LOST where the counts differ. Without a
 * target the rows are only summed.
 */
export const relayCopy = async (
  source: RelaySide,
  target: RelaySide | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<RowSums> => {
  const taking = target === undefined ? undefined : new Taking(target.statement);
  if (target !== undefined && taking !== undefined) {
    submit(target.client, taking);
    await taking.ready.catch((error: unknown) => {
      throw new RelayError('target', error);
    });
    target.onMove?.(false);
  }
  const giving = new Giving(source.statement, taking, onBytes);
  submit(source.client, giving);
  // A target that fails while the source has nothing to give must not wait for it.
  await Promise.race([giving.ended, taking?.failed ?? giving.ended]).catch(async (error: unknown) => {
    if (taking?.error !== undefined) throw new RelayError('target', taking.error, ['source']);
    if (!giving.isWhole) throw new RelayError('source', error, ['source', 'target']);
    target?.onMove?.(true);
    await taking?.giveUp();
    throw new RelayError('source', error);
  });
  source.onMove?.(false);
  const counts = [giving.counted];
  if (taking !== undefined) {
    taking.finish();
    target?.onMove?.(true);
    await taking.ended.catch((error: unknown) => {
      throw new RelayError('target', error);
    });
    counts.push(taking.counted);
  }
  const { sums } = giving;
  giving.end();
  if (counts.every((count) => count === sums.rows)) return sums;
  throw new StevedoreError(
    'LOAD_ROWS_LOST',
    `Cannot copy rows: ${sums.rows} were passed on, and the servers count ${counts.join(', ')}; start the copy again`,
  );
};

/** What the driver needs of a query of ours; its types leave it out. */
interface Wire {
  readonly stream: Socket;
  query(text: string): void;
}

const submit = (client: pg.Client, query: Query): void => void client.query(query as unknown as pg.Submittable);

/** The part that both directions share: what the driver calls when the server answers. */
class Query {
  readonly ended: Promise<void>;
  counted = 0;
  error: unknown;
  protected readonly text: string;
  protected succeed: () => void = () => undefined;
  protected fail: (error: unknown) => void = () => undefined;

  constructor(text: string) {
    this.text = text;
    this.ended = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.fail = reject;
    });
    this.ended.catch(() => undefined);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.counted = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    this.succeed();
  }

  handleError(error: unknown): void {
    this.error ??= error;
    this.fail(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}

/** The COPY IN. */
class Taking extends Query {
  readonly ready: Promise<void>;
  /** Never resolves. */
  readonly failed: Promise<never>;
  stream: Socket | undefined;
  #begin: () => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;
  readonly #answered: Promise<void>;
  #answer: () => void = () => undefined;

  constructor(text: string) {
    super(text);
    const failed = new Promise<never>((_resolve, reject) => (this.#refuse = reject));
    this.failed = failed;
    failed.catch(() => undefined);
    this.ready = Promise.race([new Promise<void>((resolve) => (this.#begin = resolve)), failed]);
    this.#answered = new Promise((resolve) => (this.#answer = resolve));
  }

  submit(wire: Wire): void {
    this.stream = wire.stream;
    wire.query(this.text);
  }

  handleCopyInResponse(): void {
    this.#begin();
  }

  override handleError(error: unknown): void {
    super.handleError(error);
    this.#refuse(error);
    // The driver tells a query that failed of nothing that follows: neither of the server's being ready.
    this.#answer();
  }

  finish(): void {
    this.stream?.write(COPY_DONE);
  }

  /** Tells the server that there is nothing more and that nothing is to be kept; waits for its answer. */
  async giveUp(): Promise<void> {
    if (this.stream === undefined || this.stream.destroyed) return;
    this.stream.write(COPY_FAIL);
    await this.#answered;
  }
}

const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
/** Its text is fixed, because the server writes it to its log. */
const COPY_FAIL = ((): Buffer => {
  const text = Buffer.from('the source of the data failed\0');
  const frame = Buffer.alloc(5 + text.length, text, 'utf8');
  frame[0] = 0x66;
  frame.writeUInt32BE(4 + text.length, 1);
  text.copy(frame, 5);
  return frame;
})();

/** Of what goes to the target: beside them, one chunk can come. */
const MOST_WRITING = ROOMS - 1;

/** The COPY OUT, which takes the driver's place at the socket for as long as rows come. */
class Giving extends Query {
  readonly #frames = new CopyFrames();
  readonly #to: Taking | undefined;
  readonly #onBytes: (bytes: number) => void;
  /** Of the kernel: those that nobody writes from. The next chunk comes into the last one. */
  readonly #rooms = Array.from({ length: ROOMS }, (_, room) => room);
  /** Chunks that the target has not taken. */
  #writing = 0;
  #isStopped = false;
  #isOver = false;
  #stream: Socket | undefined;
  /** The driver would copy every row out of its buffer; until the rows end, it hears nothing. */
  #giveBack: (rest: Buffer) => void = () => undefined;

  constructor(text: string, to: Taking | undefined, onBytes: (bytes: number) => void) {
    super(text);
    this.#to = to;
    this.#onBytes = onBytes;
  }

  get sums(): RowSums {
    return this.#frames.sums;
  }

  get isWhole(): boolean {
    return this.#frames.isWhole;
  }

  submit(wire: Wire): void {
    this.#stream = wire.stream;
    const room = () => this.#frames.kernel.room(this.#rooms.at(-1) ?? 0);
    this.#giveBack = takeArrivals(wire.stream, { room, come: (bytes) => this.#come(bytes) });
    wire.query(this.text);
  }

  /** To be called when both servers have ended well; its memory is used by others then. */
  end(): void {
    if (this.#isOver && this.#writing === 0) this.#frames.kernel.giveBack();
  }

  #come(bytes: Buffer): boolean {
    const { frames, rest } = this.#frames.walk(bytes);
    this.#pass(frames, this.#frames.kernel.roomOf(bytes));
    if (rest !== undefined) {
      this.#isOver = true;
      this.#giveBack(rest);
      return true;
    }
    this.#isStopped = this.#writing >= MOST_WRITING;
    return !this.#isStopped;
  }

  #pass(frames: readonly Buffer[], room: number | undefined): void {
    const to = this.#to?.stream;
    for (const { length } of frames) this.#onBytes(length);
    if (frames.length === 0 || to === undefined || to.destroyed || this.#to?.error !== undefined) return;
    this.#writing += 1;
    if (room !== undefined) this.#rooms.splice(this.#rooms.indexOf(room), 1);
    frames.forEach((frame, at) => to.write(frame, at < frames.length - 1 ? undefined : () => this.#written(room)));
  }

  #written(room: number | undefined): void {
    this.#writing -= 1;
    if (room !== undefined) this.#rooms.unshift(room);
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#stream?.resume();
  }
}
