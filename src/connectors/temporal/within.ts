import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcCancelledError, WorkflowNotFoundError } from '@temporalio/client';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/** Limits of a short question, for an answer that is due within a second. */
export const reading = (action: string) => ({ ms: 800, action, repeat: true });

/**
 * Makes one call to Temporal and gives up after `ms` milliseconds. While the server is too busy to take it, it is made
 * again; with `repeat`, also while the server is away or slow.
 * Throws RUN_UNKNOWN, TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED or what `call` threw.
 */
export const within = async <T>(
  client: Client,
  { ms, action, repeat = false, tryMs = ms }: WithinOptions,
  call: () => Promise<T>,
): Promise<T> => {
  const deadline = Date.now() + ms;
  const state = { over: false };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable(action, ms)), ms);
  });
  const tries = async (): Promise<T> => {
    for (;;) {
      try {
        return await client.connection.withDeadline(Math.min(deadline, Date.now() + tryMs), call);
      } catch (error) {
        const may = isBusy(error) || (repeat && (isAway(error) || grpcCode(error) === DEADLINE_EXCEEDED));
        if (state.over || !may) throw error;
        await sleep(REPEAT_PAUSE_MS);
      }
    }
  };
  try {
    return await Promise.race([tries(), late]);
  } catch (error) {
    throw translate(error, action, ms);
  } finally {
    state.over = true;
    clearTimeout(timer);
  }
};

export interface WithinOptions {
  readonly ms: number;
  /** Begins the message of an error. */
  readonly action: string;
  /** For calls that may be made again. @default false */
  readonly repeat?: boolean;
  /** Limit of one try, in milliseconds. @default `ms` */
  readonly tryMs?: number;
}

const REPEAT_PAUSE_MS = 100;
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
const FAILED_PRECONDITION = 9;
const RESOURCE_EXHAUSTED = 8;

/**
 * RESOURCE_EXHAUSTED is a limit of the moment (a busy workflow, too many queries, the rate of a namespace), unless it
 * is a message that is too large. Nothing was done then.
 */
const isBusy = (error: unknown): boolean =>
  grpcCode(error) === RESOURCE_EXHAUSTED && !/larger than max/i.test(textOf(error));

const textOf = (error: unknown): string => String((error as { cause?: unknown }).cause ?? error);

/**
 * A part of Temporal does not answer, or not now: a Schedule is a workflow of the server itself, whose worker may be
 * starved or starting.
 */
const isAway = (error: unknown): boolean => {
  const code = grpcCode(error);
  return (
    code === UNAVAILABLE || (code === FAILED_PRECONDITION && /no poller seen/i.test(textOf(error))) || isBusy(error)
  );
};

const REFUSALS: Readonly<Record<number, string>> = {
  5: 'the namespace is not known there; create it, or correct temporal.namespace',
  7: 'permission denied; check temporal.api_key',
  16: 'not authenticated; check temporal.api_key',
};

const translate = (error: unknown, action: string, ms: number): unknown => {
  if (isStevedoreError(error)) return error;
  if (error instanceof WorkflowNotFoundError) {
    return new StevedoreError('RUN_UNKNOWN', `${action}: Temporal knows no such open run`, { cause: error });
  }
  const code = grpcCode(error);
  if (isGrpcCancelledError(error) || code === DEADLINE_EXCEEDED || isAway(error)) {
    return unreachable(action, ms, error);
  }
  const refusal = code === undefined ? undefined : REFUSALS[code];
  if (refusal === undefined) return error;
  return new StevedoreError('TEMPORAL_REFUSED', `${action}: Temporal refuses, ${refusal}`, { cause: error });
};

const unreachable = (action: string, ms: number, cause?: unknown): StevedoreError =>
  new StevedoreError(
    'TEMPORAL_UNREACHABLE',
    `${action}: Temporal does not answer within ${ms} ms; start it, or correct temporal.address`,
    { cause },
  );

/** Returns the status code of a gRPC error or of the client's wrapper around one. */
export const grpcCode = (error: unknown): number | undefined => {
  let current = error;
  while (current instanceof Error) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'number') return code;
    current = current.cause;
  }
  return undefined;
};
