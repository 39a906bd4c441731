import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import type { TemporalSettings } from '../../contracts/connections/temporal.js';
import type { TlsSetting } from '../../contracts/connections/tls.js';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Creates a client that connects with its first call, so that a program can start while Temporal is away.
 * Every call must go through `within`; a call without a limit would wait for ever. Close it with
 * `client.connection.close()`.
 */
export const connectTemporal = (
  settings: TemporalSettings,
  interceptors: readonly WorkflowClientInterceptor[] = [],
): Client =>
  new Client({
    connection: Connection.lazy({ ...temporalConnectionOptions(settings), ...CLIENT_CHANNEL }),
    namespace: settings.namespace,
    identity: `stevedore@${process.pid}`,
    interceptors: { workflow: [...interceptors] },
  });

/**
 * Disables the client's own retries: they continue after a call was given up, and throw into the process when the
 * connection is closed meanwhile. `within` repeats what may be repeated. Reconnects at a constant, short interval.
 */
export const CLIENT_CHANNEL = {
  interceptors: [],
  channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 },
};

/** Address, TLS and API key, the same for the client's connection and the worker's native one. */
export const temporalConnectionOptions = (settings: TemporalSettings): TemporalConnectionOptions => ({
  address: settings.address,
  tls: tlsOptions(settings.tls),
  ...(settings.apiKey === undefined ? {} : { apiKey: settings.apiKey }),
});

export interface TemporalConnectionOptions {
  readonly address: string;
  readonly tls: boolean | { serverRootCACertificate: Buffer };
  readonly apiKey?: string;
}

/**
 * Repeats `connect` until Temporal answers, because a native connection cannot connect lazily. Finally throws
 * TEMPORAL_UNREACHABLE.
 */
export const connectPatiently = async <T>(
  settings: TemporalSettings,
  connect: (options: TemporalConnectionOptions) => Promise<T>,
  { attempts = 60, pauseMs = 1_000, signal, onWait }: PatienceOptions = {},
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect(temporalConnectionOptions(settings));
    } catch (cause) {
      if (attempt >= attempts || signal?.aborted === true) {
        throw new StevedoreError(
          'TEMPORAL_UNREACHABLE',
          `Cannot connect to Temporal: "${settings.address}" does not answer after ${attempt} tries; start it, or correct temporal.address`,
          { details: { address: settings.address, attempts: attempt }, cause },
        );
      }
      onWait?.(attempt);
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }
};

export interface PatienceOptions {
  /** @default 60 */
  readonly attempts?: number;
  /** Milliseconds. @default 1_000 */
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
  readonly onWait?: (attempt: number) => void;
}

const tlsOptions = (tls: TlsSetting): TemporalConnectionOptions['tls'] => {
  if (tls === 'off') return false;
  return tls === 'system' ? true : { serverRootCACertificate: Buffer.from(tls.ca) };
};
