import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly body: string;
}

export interface WebhookReceiver {
  readonly url: string;
  /** In the order in which they came. */
  readonly received: readonly ReceivedWebhook[];
  readonly stop: () => Promise<void>;
}

/** A receiver of webhooks on this machine that gives these answers, one after the other, and then `last`. */
export const startWebhookReceiver = async (
  answers: readonly (number | { readonly status: number; readonly location: string })[] = [],
  { last = 200, port = 0 }: { readonly last?: number /** @default any */; readonly port?: number } = {},
): Promise<WebhookReceiver> => {
  const received: ReceivedWebhook[] = [];
  const left = [...answers];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      });
      const answer = left.shift() ?? last;
      const { status, location } = typeof answer === 'number' ? { status: answer, location: undefined } : answer;
      response.writeHead(status, location === undefined ? {} : { location });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
