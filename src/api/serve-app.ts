import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Settings } from '../contracts/settings.js';
import { StevedoreError } from '../contracts/errors.js';
import { isLoopback } from './access/guard-access.js';
import { problemOf } from './errors.js';

export interface RunningServer {
  readonly url: string;
  /** Stops listening and waits for open requests, at most five seconds. */
  close(): Promise<void>;
}

/**
 * Listens. Throws CONFIG_INVALID for an address beyond this machine without a key, or one still taken after five
 * seconds: an ending program releases it meanwhile.
 */
export const serveApp = async (app: Hono, { host, port, key }: Settings['api']): Promise<RunningServer> => {
  if (key === undefined && !isLoopback(host)) {
    throw new StevedoreError(
      'CONFIG_INVALID',
      `Cannot start the API: api.host "${host}" would serve other machines without a key; set api.key, or use 127.0.0.1`,
    );
  }
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: LONGEST_REQUEST_MS, maxHeaderSize: MOST_OF_HEADERS },
  });
  server.on('clientError', refuseUnread);
  await listen(server, host, port);
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

const listen = async (server: ReturnType<typeof createAdaptorServer>, host: string, port: number): Promise<void> => {
  const limit = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      server.listen(port, host);
      // Removes its listeners either way, so that tries do not add up.
      await once(server, 'listening');
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > limit) {
        const message = `Cannot start the API: "${host}:${port}" cannot be listened on; if it is taken, set api.port`;
        throw new StevedoreError('CONFIG_INVALID', message, { cause });
      }
      await sleep(100);
    }
  }
};

const PORT_PATIENCE_MS = 5_000;

/** The longest query that the description allows, in characters that take twelve bytes each. */
const MOST_OF_HEADERS = 256 * 1_024;

/** What Node.js could not read as a request gets an answer like others, where somebody still waits for one. */
const refuseUnread = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, why] = UNREAD[error.code ?? ''] ?? [400, 'Bad Request', 'it is not HTTP'];
  const problem = problemOf(new StevedoreError('REQUEST_INVALID', `Cannot accept the request: ${why}`));
  const body = JSON.stringify({ ...problem, status });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'connection: close',
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
};

const UNREAD: Readonly<Record<string, readonly [status: number, reason: string, why: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    `its address and headers have more than ${MOST_OF_HEADERS / 1_024} KiB together; send less`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large', 'its chunks have too long extensions; send none'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'it did not come in time; send it again'],
};

/** Node's own limit of five minutes would cut a large upload; one that stands still is cut after a minute. */
const LONGEST_REQUEST_MS = 24 * 3_600_000;
