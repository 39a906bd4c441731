import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import type { Pagination } from '../../../contracts/table-import/pages/pagination.js';
import type { PagesRequest } from './fetch-pages.js';
import { fetchPages } from './fetch-pages.js';

const HOST = '127.0.0.2';
const ANY = { limitParam: 'limit', maxPages: 100, stopOnShort: false };
const BY_PAGE: Pagination = { type: 'page', pageParam: 'page', firstPage: 1, ...ANY };
const BY_CURSOR: Pagination = {
  type: 'cursor',
  cursorParam: 'after',
  cursorPath: 'next',
  emptyCursor: 'cursor',
  ...ANY,
};
const BY_LINK: Pagination = { type: 'link', ...ANY };

/** A service that may be reached, and a server beside it that must not be: it counts who connects. */
describe('pages of a hostile service', () => {
  let service: Server;
  let forbidden: Server;
  let port: number;
  let accepted = 0;
  let directory: string;
  const asked: string[] = [];
  let answer: (url: URL, response: ServerResponse, request: IncomingMessage) => void;

  beforeAll(async () => {
    service = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(new URL(request.url ?? '', `http://${HOST}`), response, request);
    });
    port = await listening(service, 0, HOST);
    forbidden = createServer((_, response) => response.end('[{"id":"stolen"}]'));
    forbidden.on('connection', () => accepted++);
    await listening(forbidden, port, '127.0.0.1');
  });
  afterAll(() => {
    for (const server of [service, forbidden]) {
      server.closeAllConnections();
      server.close();
    }
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'pages-'));
    asked.length = accepted = 0;
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const source = (pagination: Pagination, more: Partial<PagesSource> = {}): PagesSource => ({
    kind: 'pages',
    connection: 'partner',
    path: 'items',
    method: 'GET',
    query: {},
    headers: {},
    dataPath: 'items',
    pagination,
    hosts: [],
    maxWaitMs: 900_000,
    maxPageBytes: 1_000_000,
    maxBytes: 100_000_000,
    ...more,
  });
  const fetch = (pagination: Pagination, more: Partial<PagesSource> = {}, around: Partial<PagesRequest> = {}) =>
    fetchPages(source(pagination, more), {
      connection: { baseUrl: `http://${HOST}:${port}/api`, auth: { type: 'bearer', token: 'canary' } },
      network: { allow: [HOST] },
      directory,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...around,
    });
  const records = (): unknown[] =>
    readFileSync(join(directory, 'pages.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { id: unknown }).id);
  /** Pages of records by their cursor; the first has none. */
  const byCursor = (pages: Readonly<Record<string, { items: unknown[]; next?: unknown }>>) => {
    answer = ({ searchParams }, response) => {
      const page = pages[searchParams.get('after') ?? 'first'];
      response.end(JSON.stringify({ ...page, items: page?.items.map((id) => ({ id })) }));
    };
  };
  /** Pages by number, 1 to `last`, of two records each; `odd` may answer itself. */
  const byPage = (last: number, odd: (page: number, response: ServerResponse) => boolean = () => false) => {
    answer = ({ searchParams }, response) => {
      const page = Number(searchParams.get('page'));
      if (odd(page, response)) return;
      const items = page > last ? [] : [{ id: page * 2 - 1 }, { id: page * 2 }];
      response.end(JSON.stringify({ items }));
    };
  };
  const code = (expected: string) => ({ code: expected });

  it('are all read, and asked for once', async () => {
    byPage(3);
    expect(await fetch({ ...BY_PAGE, limit: 50 })).toMatchObject({ items: 6, isCut: false });
    expect(records()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(asked).toEqual([1, 2, 3, 4].map((page) => `/api/items?limit=50&page=${page}`));
    await fetch({ ...BY_PAGE, limit: 50 });
    expect(asked).toHaveLength(4);
  });

  it('end with a warning where there are more than may be asked for', async () => {
    byPage(9);
    expect(await fetch({ ...BY_PAGE, maxPages: 2 })).toMatchObject({ items: 4, isCut: true });
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Parameters<typeof byCursor>[0], unknown[] | string]>([
    ['a cursor that is absent is the end', { first: { items: [1], next: 'a' }, a: { items: [2] } }, [1, 2]],
    [
      'an empty page with a cursor is not',
      { first: { items: [1], next: 'a' }, a: { items: [], next: 'b' }, b: { items: [2] } },
      [1, 2],
    ],
    ['an empty cursor is one', { first: { items: [1], next: '' }, '': { items: [2], next: null } }, [1, 2]],
    [
      'an empty cursor that comes again is the end',
      { first: { items: [1], next: '' }, '': { items: [2], next: '' } },
      [1, 2],
    ],
    [
      'an empty cursor that leads to the beginning is the end',
      { first: { items: [1], next: '' }, '': { items: [1], next: '' } },
      [1],
    ],
    [
      'a cursor that comes again is an error',
      { first: { items: [1], next: 'a' }, a: { items: [2], next: 'a' } },
      'PAGES_REPEATED',
    ],
    [
      'A-B-A is an error',
      { first: { items: [1], next: 'a' }, a: { items: [2], next: 'b' }, b: { items: [3], next: 'a' } },
      'PAGES_REPEATED',
    ],
    [
      'a page that comes again is an error',
      { first: { items: [1], next: 'a' }, a: { items: [1], next: 'b' }, b: { items: [2] } },
      'PAGES_REPEATED',
    ],
  ])('%s', async (_, pages, expected) => {
    byCursor(pages);
    if (typeof expected === 'string') await expect(fetch(BY_CURSOR)).rejects.toMatchObject(code(expected));
    else {
      await fetch(BY_CURSOR);
      expect(records()).toEqual(expected);
    }
  });

  it('go on after errors of the server, and waits that it asks for', async () => {
    const odd = [
      (response: ServerResponse) => response.writeHead(500).end(),
      (response: ServerResponse) => response.destroy(),
      (response: ServerResponse) => response.writeHead(429, { 'retry-after': '1' }).end(),
      (response: ServerResponse) =>
        response.writeHead(503, { 'retry-after': new Date(Date.now() + 1_500).toUTCString() }).end(),
      (response: ServerResponse) => response.end('<html>maintenance</html>'),
    ];
    byPage(2, (page, response) => page === 2 && odd.length > 0 && odd.shift()?.(response) !== undefined);
    const began = Date.now();
    expect(await fetch(BY_PAGE)).toMatchObject({ items: 4 });
    expect(odd).toEqual([]);
    expect(Date.now() - began).toBeGreaterThan(1_000);
  }, 30_000);

  it('give up a step for a long wait, go on where they were, and refuse one that is too long', async () => {
    let wait = '45';
    byPage(
      2,
      (page, response) =>
        page === 2 && wait !== '' && response.writeHead(429, { 'retry-after': wait }).end() === response,
    );
    expect(await fetch(BY_PAGE)).toEqual({ waitMs: 45_000, pages: 1 });
    wait = new Date(Date.now() + 100_000).toUTCString();
    expect(await fetch(BY_PAGE)).toMatchObject({ pages: 1 });
    wait = '901';
    await expect(fetch(BY_PAGE)).rejects.toMatchObject(code('HTTP_WAIT_TOO_LONG'));
    wait = '';
    expect(await fetch(BY_PAGE)).toMatchObject({ items: 4 });
    expect(asked.filter((url) => url.endsWith('page=1'))).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => unknown, string]>([
    ['401', (response) => response.writeHead(401).end(), 'HTTP_AUTH_FAILED'],
    ['403', (response) => response.writeHead(403).end(), 'HTTP_AUTH_FAILED'],
    ['404', (response) => response.writeHead(404).end(), 'HTTP_REFUSED'],
    ['errors without end', (response) => response.writeHead(502).end(), 'HTTP_FAILED'],
    ['HTML, twice', (response) => response.end('<html>'), 'PAGES_INVALID'],
    ['what is no JSON, twice', (response) => response.end('{"items":[1,'), 'PAGES_INVALID'],
    ['another shape', (response) => response.end('{"data":[]}'), 'PAGES_INVALID'],
    ['bytes that are no text', (response) => response.end(Buffer.from([0x22, 0xff, 0x22])), 'PAGES_INVALID'],
    ['a large page', (response) => stream(response), 'HTTP_TOO_LARGE'],
    [
      'a page that is large once it is decompressed',
      (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000, ' '))),
      'HTTP_TOO_LARGE',
    ],
    [
      'a redirect to itself',
      (response) => response.writeHead(302, { location: '/api/items' }).end(),
      'HTTP_REDIRECT_REFUSED',
    ],
  ])(
    'are refused for %s',
    async (_, odd, expected) => {
      answer = (_url, response) => void odd(response);
      await expect(fetch(BY_PAGE)).rejects.toMatchObject(code(expected));
      expect(records()).toEqual([]);
    },
    60_000,
  );

  it.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    'never come from %s, neither by a redirect nor by a link, listed or not',
    async (host) => {
      const target = `http://${host}:${port}/`;
      answer = (_, response) => response.writeHead(302, { location: target }).end();
      await expect(fetch(BY_PAGE)).rejects.toMatchObject(code('HTTP_ADDRESS_FORBIDDEN'));
      answer = (_, response) => response.setHeader('link', `<${target}>; rel=next`).end('{"items":[{"id":1}]}');
      await expect(fetch(BY_LINK)).rejects.toMatchObject(code('PAGES_LINK_REFUSED'));
      await expect(fetch(BY_LINK, { hosts: [new URL(target).host] })).rejects.toMatchObject(
        code('HTTP_ADDRESS_FORBIDDEN'),
      );
      expect(accepted).toBe(0);
    },
  );

  it('may be on a host that is listed, which gets neither credentials nor headers', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer(({ headers }, response) => {
      seen.push(headers.authorization, headers['x-key']?.toString());
      response.end('{"items":[{"id":2}]}');
    });
    const otherPort = await listening(other, 0, HOST);
    answer = (_, response, { headers }) => {
      seen.push(headers.authorization, headers['x-key']?.toString());
      response.setHeader('link', `<http://${HOST}:${otherPort}/next>; rel="next"`).end('{"items":[{"id":1}]}');
    };
    await expect(fetch(BY_LINK)).rejects.toMatchObject(code('PAGES_LINK_REFUSED'));
    seen.length = 0;
    await fetch(BY_LINK, { hosts: [`${HOST}:${otherPort}`], headers: { 'x-key': 'k' } });
    expect(records()).toEqual([1, 2]);
    expect(seen).toEqual(['Bearer canary', 'k', undefined, undefined]);
    other.close();
  });

  it('cut off what a try has left half, and ask again for that page only', async () => {
    byPage(4);
    const stopped = new AbortController();
    answer = ((inner) => (url: URL, response: ServerResponse, request: IncomingMessage) => {
      if (asked.length === 3) stopped.abort(new Error('killed'));
      else inner(url, response, request);
    })(answer);
    await expect(fetch(BY_PAGE, {}, { signal: stopped.signal })).rejects.toThrow('killed');
    const { appendFileSync } = await import('node:fs');
    appendFileSync(join(directory, 'pages.ndjson'), '{"id":99');
    appendFileSync(join(directory, 'pages.journal'), '{"items":1,"ha');
    const { items } = (await fetch(BY_PAGE)) as { items: number };
    expect([items, records()]).toEqual([8, [1, 2, 3, 4, 5, 6, 7, 8]]);
    expect(asked.map((url) => url.split('page=')[1])).toEqual(['1', '2', '3', '3', '4', '5']);
  });
});

const stream = (response: ServerResponse): void => {
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
  };
  response.on('drain', more);
  more();
};

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
