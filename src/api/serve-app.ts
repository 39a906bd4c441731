import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Settings } from '../contracts/settings.js';
import { StevedoreError } from '../contracts/errors.js';
import { isLoopback } from './guard-access.js';

export interface RunningServer {
  readonly url: string;
  /** Stops listening and waits for the requests under way, at most five seconds. */
  close(): Promise<void>;
}

/** Listens; throws CONFIG_INVALID for an address beyond this machine without a key, or one that is taken. */
export const serveApp = async (app: Hono, { host, port, key }: Settings['api']): Promise<RunningServer> => {
  if (key === undefined && !isLoopback(host)) {
    throw new StevedoreError(
      'CONFIG_INVALID',
      `Starting the API: api.host "${host}" would serve other machines without a key; set api.key, or use 127.0.0.1`,
    );
  }
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Starting the API: "${host}:${port}" cannot be listened on; is it taken? Set api.port`;
      reject(new StevedoreError('CONFIG_INVALID', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) {
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), 5_000).unref();
        }
      }),
  };
};
