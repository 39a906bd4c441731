/**
 * The rows of an export as the body of an answer.
 *
 * 1. A row is asked for when the client has taken the ones before, so that a slow client slows the server down and
 *    takes no memory.
 * 2. What fails after the header has gone cuts the connection off: a transfer that has ended politely is whole.
 * 3. A client that goes away, takes too long, or takes less than it should, ends the statement at the server at once.
 *    Time that the server needs is not the client's.
 */
import { StevedoreError } from '../../contracts/errors.js';
import type { Logger } from '../../contracts/logger.js';
import type { ExportSettings } from '../../contracts/table-export/settings.js';
import type { OpenedExport } from '../../table-export/open-export.js';

export interface StreamOptions {
  readonly limits: Pick<ExportSettings, 'maxDurationMs' | 'minBytesPerSecond'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Called with the rows, before the end of the body. */
  readonly onEnd: (rows: number) => void;
  /** How long a client's rate is looked at. @default 60_000 */
  readonly rateMs?: number;
}

export interface ExportStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Cuts it off. */
  readonly end: () => void;
  readonly gone: () => boolean;
}

/** Throws what the first bytes throw; then nothing has been sent. */
export const streamExport = async (
  opened: OpenedExport,
  { limits, logger, onEnd, rateMs = 60_000 }: StreamOptions,
): Promise<ExportStream> => {
  const { bytes, name } = opened;
  // The header comes first, and then whatever the server answers.
  const first = await startOf(bytes).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isServers = false;
  let [taken, since] = [0, Date.now()];
  const leave = (): void => {
    controller = undefined;
    clearTimeout(late);
    clearInterval(watch);
    void opened.close();
  };
  const cutOff = (error: unknown): void => {
    if (controller === undefined) return;
    logger.warn({ err: error, export: name }, 'An export was cut off');
    controller.error(error);
    leave();
  };
  const late = setTimeout(() => cutOff(tooLong(name)), limits.maxDurationMs).unref();
  const watch = setInterval(() => {
    if (!isServers && taken < (limits.minBytesPerSecond * rateMs) / 1_000 && Date.now() - since >= rateMs)
      cutOff(tooSlow(name));
    if (isServers || Date.now() - since >= rateMs) [taken, since] = [0, Date.now()];
  }, rateMs / 4).unref();
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
        for (const piece of first.pieces) given.enqueue(piece);
      },
      pull: async () => {
        isServers = true;
        try {
          const next = first.isWhole ? undefined : await bytes.next();
          if (controller === undefined) return;
          if (next === undefined || next.done === true) {
            onEnd(opened.rows());
            controller.close();
            leave();
            return;
          }
          taken += next.value.length;
          controller.enqueue(next.value);
        } catch (error) {
          cutOff(error);
        } finally {
          isServers = false;
        }
      },
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
  );
  return { body, end: () => cutOff(keyEnded(name)), gone: () => controller === undefined };
};

/** In memory for a client, beside the buffers of its socket. */
const WAITING_BYTES = 64 * 1_024;

/** Two pieces: with CSV the first is the header, which comes before the statement runs. */
const startOf = async (
  bytes: OpenedExport['bytes'],
): Promise<{ readonly pieces: readonly Buffer[]; readonly isWhole: boolean }> => {
  const pieces: Buffer[] = [];
  while (pieces.length < 2) {
    const next = await bytes.next();
    if (next.done === true) return { pieces, isWhole: true };
    pieces.push(next.value);
  }
  return { pieces, isWhole: false };
};

const tooLong = (name: string): StevedoreError =>
  new StevedoreError(
    'EXPORT_TOO_LONG',
    `Cannot go on with the export of "${name}": it took longer than export.max_duration; use filters, or POST /v1/exports`,
  );

const tooSlow = (name: string): StevedoreError =>
  new StevedoreError(
    'EXPORT_TOO_SLOW',
    `Cannot go on with the export of "${name}": its client took fewer bytes than export.min_rate; use POST /v1/exports`,
  );

const keyEnded = (name: string): StevedoreError =>
  new StevedoreError('KEY_REVOKED', `Cannot go on with the export of "${name}": the key has ended`);
