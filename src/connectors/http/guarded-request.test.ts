import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpLimits, HttpRequest } from './guarded-request.js';
import { guardedRequest } from './guarded-request.js';

/** A server that may be reached, on an address of its own, and one that must not be, on the same port. */
describe('a guarded request', () => {
  const PARTNER = '127.0.0.2';
  const ALLOW = [PARTNER];
  let partner: Server;
  let forbidden: Server;
  let port: number;
  let accepted = 0;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const seen: IncomingMessage[] = [];

  beforeAll(async () => {
    partner = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    port = await listening(partner, 0, PARTNER);
    forbidden = createServer((_, response) => response.end('secret'));
    forbidden.on('connection', () => accepted++);
    await listening(forbidden, port, '127.0.0.1');
  });
  afterAll(() => {
    for (const server of [partner, forbidden]) {
      server.closeAllConnections();
      server.close();
    }
  });
  beforeEach(() => {
    accepted = 0;
    seen.length = 0;
    answer = (_, response) => response.end('hello');
  });

  const get = (url: string, more: Partial<HttpRequest> = {}, limits: Partial<HttpLimits> = {}) =>
    guardedRequest({ allow: ALLOW }, { url, ...more }, limits);
  const base = () => `http://${PARTNER}:${port}`;

  it('reaches what the configuration allows, and decompresses it', async () => {
    answer = (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('hello'));
    };
    const { status, body } = await get(`${base()}/x?y=1`);
    expect([status, body.toString(), seen[0]?.url]).toEqual([200, 'hello', '/x?y=1']);
  });

  it.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0.0.0.0',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ])('never connects to %s', async (host) => {
    await expect(get(`http://${host}:${port}/`)).rejects.toMatchObject({ code: 'HTTP_ADDRESS_FORBIDDEN' });
    answer = (_, response) => response.writeHead(302, { location: `http://${host}:${port}/` }).end();
    await expect(get(base())).rejects.toMatchObject({ code: 'HTTP_ADDRESS_FORBIDDEN' });
    expect(accepted).toBe(0);
  });

  it('refuses a name of which one address is not public, and asks anew for each connection', async () => {
    const answers = [[PARTNER], ['127.0.0.1'], ['93.184.215.14', '127.0.0.1']];
    const lookup = ((_host, _options, callback) => {
      const addresses = (answers.shift() ?? []).map((address) => ({ address, family: 4 }));
      (callback as (error: null, found: object[]) => void)(null, addresses);
    }) as LookupFunction;
    const ask = () => guardedRequest({ allow: ALLOW, lookup }, { url: `http://rebound.example:${port}/` });
    expect((await ask()).status).toBe(200);
    await expect(ask()).rejects.toMatchObject({ code: 'HTTP_ADDRESS_FORBIDDEN' });
    await expect(ask()).rejects.toMatchObject({ code: 'HTTP_ADDRESS_FORBIDDEN' });
    expect(accepted).toBe(0);
  });

  it('reaches a host that is named, whatever it resolves to, but not by its address', async () => {
    const network = { allow: ['LocalHost'] };
    expect((await guardedRequest(network, { url: `http://localhost:${port}/` })).body.toString()).toBe('secret');
    await expect(guardedRequest(network, { url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_FORBIDDEN',
    });
  });

  it.each(['ftp://127.0.0.2/', 'file:///etc/passwd', 'http://user:pass@127.0.0.2/', 'nonsense'])(
    'refuses %s as it stands, and as a redirect',
    async (url) => {
      await expect(get(url)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      answer = ({ url: path }, response) =>
        path === '/nonsense' ? response.end() : response.writeHead(301, { location: url }).end();
      if (url !== 'nonsense') await expect(get(base())).rejects.toMatchObject({ code: 'HTTP_REDIRECT_REFUSED' });
    },
  );

  it('takes headers to no other host, by a redirect, but for what it accepts', async () => {
    const other = createServer((request, response) => {
      seen.push(request);
      response.end();
    });
    const otherPort = await listening(other, 0, PARTNER);
    answer = ({ url }, response) =>
      response.writeHead(302, { location: url === '/x' ? '/y' : `http://${PARTNER}:${otherPort}/z` }).end();
    await get(`${base()}/x`, { headers: { 'X-Key': 'secret', Accept: 'text/csv' } });
    expect(seen.map(({ url, headers }) => [url, headers['x-key'], headers.accept])).toEqual([
      ['/x', 'secret', 'text/csv'],
      ['/y', 'secret', 'text/csv'],
      ['/z', undefined, 'text/csv'],
    ]);
    other.close();
  });

  it('follows five redirects, and no sixth', async () => {
    let left = 5;
    answer = (_, response) =>
      left-- > 0 ? response.writeHead(307, { location: '/next' }).end() : response.end('there');
    expect((await get(base())).body.toString()).toBe('there');
    left = 6;
    await expect(get(base())).rejects.toMatchObject({ code: 'HTTP_REDIRECT_REFUSED' });
  });

  it('gives credentials to the first origin only, and a body to no other', async () => {
    const other = createServer((request, response) => {
      seen.push(request);
      response.end('other');
    });
    const otherPort = await listening(other, 0, PARTNER);
    answer = ({ url }, response) => {
      if (url?.startsWith('/same') === true) response.end('same');
      else
        response
          .writeHead(307, { location: url?.startsWith('/a') === true ? '/same' : `//${PARTNER}:${otherPort}/` })
          .end();
    };
    const credentials = { headers: { authorization: 'Bearer canary' }, query: { key: 'canary' } };
    await get(`${base()}/a`, { credentials });
    await get(`${base()}/b`, { credentials });
    expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/a?key=canary', 'Bearer canary'],
      ['/same?key=canary', 'Bearer canary'],
      ['/b?key=canary', 'Bearer canary'],
      ['/', undefined],
    ]);
    const posted = get(`${base()}/b`, { method: 'POST', body: 'canary', credentials });
    await expect(posted).rejects.toMatchObject({ code: 'HTTP_REDIRECT_REFUSED' });
    expect(seen).toHaveLength(5);
    other.close();
  });

  it('stops at the limit of bytes, as they are sent and as they are decompressed', async () => {
    let sent = 0;
    answer = (_, response) => {
      const more = (): void => {
        for (let free = true; free && !response.destroyed; sent += 65_536) free = response.write(Buffer.alloc(65_536));
      };
      response.on('drain', more);
      more();
    };
    await expect(get(base(), {}, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
    expect(sent).toBeLessThan(20_000_000);
    answer = (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(200_000_000)));
    };
    await expect(get(base(), {}, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
    answer = (_, response) => response.setHeader('content-length', 1_000_000_000).write('x');
    await expect(get(base(), {}, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
    answer = (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('this is not gzip');
    };
    await expect(get(base())).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  });

  it('waits no longer than it may: for headers, for the next byte, in all, and for whoever has stopped it', async () => {
    answer = () => undefined;
    await expect(get(base(), {}, { headersMs: 300 })).rejects.toMatchObject({ code: 'HTTP_TIMEOUT' });
    answer = (_, response) => response.writeHead(200).write('x');
    await expect(get(base(), {}, { idleMs: 300 })).rejects.toMatchObject({ code: 'HTTP_TIMEOUT' });
    answer = (_, response) => {
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    };
    await expect(get(base(), {}, { totalMs: 500 })).rejects.toMatchObject({ code: 'HTTP_TIMEOUT' });
    const stopped = get(base(), { signal: AbortSignal.timeout(200) });
    await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' });
    answer = (_, response) => response.destroy();
    await expect(get(base())).rejects.toMatchObject({ code: 'HTTP_UNREACHABLE' });
  });

  it('asks no proxy of the environment', async () => {
    const before = process.env;
    process.env = { ...before, HTTP_PROXY: `http://127.0.0.1:${port}`, http_proxy: `http://127.0.0.1:${port}` };
    try {
      expect((await get(base())).body.toString()).toBe('hello');
      expect(accepted).toBe(0);
    } finally {
      process.env = before;
    }
  });
});

const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
