import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web service of a partner, which the tests write the answers of. */
export interface PagesService {
  /** An address of its own, which the configuration has to allow. */
  readonly host: string;
  readonly base: string;
  /** Paths and queries of the requests, in their order. */
  readonly asked: string[];
  /** How often somebody has connected to what must not be reached. */
  readonly stolen: () => number;
  /** Answers requests below `/api/<name>`. */
  readonly on: (name: string, answer: Answer) => void;
  readonly close: () => void;
}

export type Answer = (request: { readonly url: URL; readonly raw: IncomingMessage }, response: ServerResponse) => void;

export const PARTNER = '127.0.0.2';

/** Starts it, and on the same port of the machine's usual address a server that must not be reached. */
export const startPagesService = async (): Promise<PagesService> => {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const service = createServer((request, response) => {
    const url = new URL(request.url ?? '', `http://${PARTNER}`);
    asked.push(`${url.pathname}${url.search}`);
    const answer = answers.get(url.pathname.split('/')[2] ?? '');
    if (answer === undefined) response.writeHead(404).end();
    else answer({ url, raw: request }, response);
  });
  const port = await listening(service, 0, PARTNER);
  let stolen = 0;
  const forbidden = createServer((_, response) => response.end('[]'));
  forbidden.on('connection', () => stolen++);
  await listening(forbidden, port, '127.0.0.1');
  return {
    host: PARTNER,
    base: `http://${PARTNER}:${port}/api`,
    asked,
    stolen: () => stolen,
    on: (name, answer) => answers.set(name, answer),
    close: () => {
      for (const server of [service, forbidden]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
};

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
