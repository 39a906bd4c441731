import type { Client } from '@temporalio/client';
import { isGrpcCancelledError, isGrpcDeadlineError, WorkflowNotFoundError } from '@temporalio/client';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';

/**
 * One call to Temporal, given up after `ms` milliseconds.
 * Throws RUN_UNKNOWN, TEMPORAL_UNREACHABLE, TEMPORAL_REFUSED or what `call` threw as a StevedoreError.
 */
export const within = async <T>(client: Client, ms: number, action: string, call: () => Promise<T>): Promise<T> => {
  try {
    // An abort signal is exact; a gRPC deadline is overshot by a second while the server cannot be reached.
    return await client.connection.withAbortSignal(AbortSignal.timeout(ms), call);
  } catch (error) {
    throw translate(error, action, ms);
  }
};

const UNAVAILABLE = 14;
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
  if (isGrpcCancelledError(error) || isGrpcDeadlineError(error) || code === UNAVAILABLE) {
    const message = `${action}: Temporal does not answer within ${ms} ms; start it, or correct temporal.address`;
    return new StevedoreError('TEMPORAL_UNREACHABLE', message, { cause: error });
  }
  const refusal = code === undefined ? undefined : REFUSALS[code];
  if (refusal === undefined) return error;
  return new StevedoreError('TEMPORAL_REFUSED', `${action}: Temporal refuses, ${refusal}`, { cause: error });
};

/** The status code of a gRPC error or of the client's wrapper around one. */
export const grpcCode = (error: unknown): number | undefined => {
  let current = error;
  while (current instanceof Error) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'number') return code;
    current = current.cause;
  }
  return undefined;
};
