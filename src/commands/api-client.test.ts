import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createApiClient } from './api-client.js';

const opened: { close: () => void; closeAllConnections: () => void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers the n-th request with the n-th of these: `undefined` never, `cut` by ending the connection. */
const serve = async (answers: readonly (object | 'cut' | undefined)[]) => {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const answer = answers[keys.length];
    keys.push(request.headers['idempotency-key'] as string | undefined);
    if (answer === 'cut') request.socket.destroy();
    else if (answer !== undefined) {
      const { status = 200 } = answer as { status?: number };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { keys, client: createApiClient({ url, timeoutMs: 1_500 }) };
};

it('repeats a start that was not answered, with the same key', async () => {
  const { keys, client } = await serve([undefined, 'cut', { run_id: 'a' }]);
  expect(await client.start('/api/v1/runs', { pipeline: 'import' })).toEqual({ run_id: 'a' });
  expect(keys).toHaveLength(3);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(keys).size).toBe(1);
});

it('gives a start up in the end', async () => {
  const { keys, client } = await serve([undefined, undefined, undefined, { run_id: 'a' }]);
  await expect(client.start('/api/v1/runs', {})).rejects.toMatchObject({ code: 'API_UNREACHABLE' });
  expect(keys).toHaveLength(3);
});

it('starts without a key where the store is away, because nothing was started then', async () => {
  const away = { code: 'STORE_UNREACHABLE', detail: 'Cannot record the request', status: 503 };
  const { keys, client } = await serve([away, { run_id: 'a' }]);
  expect(await client.start('/api/v1/runs', {})).toEqual({ run_id: 'a' });
  expect(keys).toEqual([expect.any(String), undefined]);
});

it('repeats nothing else', async () => {
  const { keys, client } = await serve(['cut', { run_id: 'a' }]);
  await expect(client.post('/api/v1/runs/a/cancel', {})).rejects.toMatchObject({ code: 'API_UNREACHABLE' });
  expect(keys).toEqual([undefined]);
});

it('downloads bytes as they come, throws where they are cut off, and what the API refuses', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/refused')
      return void response.writeHead(400).end(JSON.stringify({ code: 'REQUEST_INVALID', detail: 'Cannot export' }));
    response.write(`${request.headers.authorization}: `);
    if (request.url === '/cut') setTimeout(() => request.socket.destroy(), 50);
    else response.end('rows');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createApiClient({ url, key: 'a-key' });
  const read = async (path: string): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of await client.download(path)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  expect(await read('/whole')).toBe('Bearer a-key: rows');
  await expect(read('/cut')).rejects.toThrow('aborted');
  await expect(read('/refused')).rejects.toMatchObject({ code: 'REQUEST_INVALID', message: 'Cannot export' });
  await expect(createApiClient({ url: 'http://127.0.0.1:1' }).download('/')).rejects.toMatchObject({
    code: 'API_UNREACHABLE',
  });
});

it('says what the envelope of a sync says is wrong', async () => {
  const { client } = await serve([{ success: false, error: { code: 'SYNC_UNKNOWN', message: 'no' }, status: 404 }]);
  await expect(client.get('/v1/sync/7')).rejects.toMatchObject({ code: 'SYNC_UNKNOWN', message: 'no' });
});
