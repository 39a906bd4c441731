import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { createUploadFolder } from '../../../connectors/disk/upload-folder.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { answerError } from '../../errors.js';
import { receiveImport } from './receive-import.js';

const FILE = `id,name\n1,Größe\n2,"a\r\n--b"\n${'3,x\n'.repeat(50_000)}`;
const SHA256 = createHash('sha256').update(FILE).digest('hex');
const directory = join(temporaryFolder('receive-import'), 'uploads');
const uploads = createUploadFolder({ directory, maxBytes: 1_048_576 });
const left = () => readdirSync(directory);

const app = new Hono();
app.post('/', async (c) => {
  const received = await receiveImport(c, c.req.query(), {
    uploads,
    assertResource: (name) => {
      if (name !== 'users') throw new StevedoreError('RESOURCE_UNKNOWN', `Cannot import into "${name}"`);
    },
  });
  if (!('upload' in received)) return c.json(received);
  const { upload, ...asked } = received;
  const [name = ''] = left();
  const content = readFileSync(join(directory, name));
  await uploads.discard(upload);
  return c.json({ ...asked, sha256: upload.sha256, onDisk: createHash('sha256').update(content).digest('hex') });
});
app.post('/scanned', async (c) => {
  const scanner = [process.execPath, '-e', 'console.log("Eicar FOUND"); process.exit(1)'];
  const scanned = createUploadFolder({
    directory,
    maxBytes: 1_048_576,
    scan: { command: scanner, timeoutMs: 20_000 },
  });
  await receiveImport(c, c.req.query(), { uploads: scanned, assertResource: () => undefined });
  return c.json({});
});
app.onError(answerError({ info: () => undefined, warn: () => undefined, error: () => undefined }));

let port: number;
const server = createAdaptorServer({ fetch: app.fetch });
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
/** A cut upload is noticed a moment later. */
afterEach(() => expect.poll(left).toEqual([]));

interface Answer {
  readonly status: number;
  readonly body: Record<string, string>;
}

const send = async (body: FormData | string, { headers = {}, query = '' } = {}): Promise<Answer> => {
  const response = await fetch(`http://127.0.0.1:${port}/${query}`, { method: 'POST', body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const form = (...parts: (readonly [string, string | File])[]): FormData => {
  const made = new FormData();
  for (const [name, value] of parts) made.append(name, value);
  return made;
};
const file = (name = 'users.csv', type = ''): File => new File([FILE], name, { type });
const key = { 'idempotency-key': 'k-1' };
const users = { resource: 'users', format: 'csv', key: 'k-1', sha256: SHA256, onDisk: SHA256 };

describe('an upload', () => {
  it.each([
    ['with its resource before the file', form(['resource_type', 'users'], ['file', file()])],
    ['with its resource behind the file', form(['file', file()], ['resource_type', 'users'])],
  ])('is taken as a form %s', async (_name, body) => {
    expect(await send(body, { headers: key })).toEqual({ status: 200, body: users });
  });

  it('has its key in the header, in quotes or not, or in a field; both must be the same', async () => {
    const parts = [
      ['file', file()],
      ['resource_type', 'users'],
      ['idempotency_key', 'k-1'],
    ] as const;
    expect((await send(form(...parts))).body).toEqual(users);
    expect((await send(form(...parts), { headers: { 'idempotency-key': '"k-1"' } })).body).toEqual(users);
    expect((await send(form(...parts), { headers: { 'idempotency-key': 'k-2' } })).status).toBe(400);
    expect((await send(form(...parts.slice(0, 2)))).body).toMatchObject({
      code: 'REQUEST_INVALID',
      detail: expect.stringContaining('no idempotency key') as string,
    });
  });

  it('has the format that it says, or that of its type, or that of its name', async () => {
    const resource = ['resource_type', 'users'] as const;
    const formatOf = async (...parts: (readonly [string, string | File])[]) =>
      (await send(form(resource, ...parts), { headers: key })).body['format'];
    expect(await formatOf(['file', file('a.csv', 'application/x-ndjson')], ['format', 'csv'])).toBe('csv');
    expect(await formatOf(['file', file('a.csv', 'application/x-ndjson')])).toBe('ndjson');
    expect(await formatOf(['file', file('a.NDJSON', 'application/octet-stream')])).toBe('ndjson');
    expect(await formatOf(['file', file('a.jsonl')])).toBe('ndjson');
    expect(await formatOf(['file', file('a.txt')])).toBeUndefined();
    expect(await formatOf(['file', file()], ['format', 'xml'])).toBeUndefined();
  });

  it('is taken as the body itself', async () => {
    const raw = { headers: { ...key, 'content-type': 'text/csv; charset=utf-8' }, query: '?resource_type=users' };
    expect(await send(FILE, raw)).toEqual({ status: 200, body: users });
    const ndjson = { ...raw, headers: { ...key, 'content-type': 'application/x-ndjson' } };
    expect((await send(FILE, ndjson)).body['format']).toBe('ndjson');
    expect((await send(FILE, { ...raw, query: '' })).body['detail']).toContain('"resource_type" is missing');
  });

  it.each([
    ['a form without a file', form(['resource_type', 'users']), 'it has no file'],
    ['a file in another part', form(['resource_type', 'users'], ['upload', file()]), 'send it as "file"'],
    ['two files', form(['resource_type', 'users'], ['file', file()], ['file', file()]), 'too many parts'],
    ['a long field', form(['resource_type', 'users'.repeat(20_000)], ['file', file()]), 'too long'],
    ['an unknown resource before the file', form(['resource_type', 'cats'], ['file', file()]), 'into "cats"'],
    ['an unknown resource behind the file', form(['file', file()], ['resource_type', 'cats']), 'into "cats"'],
    ['no resource', form(['file', file()]), '"resource_type" is missing'],
  ])('is refused, and leaves nothing: %s', async (_name, body, detail) => {
    const { status, body: problem } = await send(body, { headers: key });
    expect([status, problem['detail']]).toEqual([400, expect.stringContaining(detail) as string]);
  });

  it('is refused while it comes where it is too large, whether its length is known or not', async () => {
    const large = 'x'.repeat(3_000_000);
    const headers = { ...key, 'content-type': 'text/csv' };
    const known = await send(large, { headers, query: '?resource_type=users' });
    expect([known.status, known.body['code']]).toEqual([413, 'UPLOAD_TOO_LARGE']);
    const inForm = await send(form(['resource_type', 'users'], ['file', new File([large], 'a.csv')]), { headers: key });
    expect([inForm.status, inForm.body['code']]).toEqual([413, 'UPLOAD_TOO_LARGE']);
    const stream = new ReadableStream({
      start: (controller) => {
        for (let n = 0; n < 40; n += 1) controller.enqueue(Buffer.alloc(64 * 1_024, 'y'));
        controller.close();
      },
    });
    const response = await fetch(`http://127.0.0.1:${port}/?resource_type=users`, {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it('may be the address of a file, whose format its name says; JSON without one is refused', async () => {
    const headers = { ...key, 'content-type': 'application/json' };
    const url = await send('{"url": "https://example.org/a.csv", "resource_type": "users"}', { headers });
    expect(url.body).toEqual({ url: 'https://example.org/a.csv', resource: 'users', format: 'csv', key: 'k-1' });
    for (const body of [
      '{"url": "https://example.org/a", "resource_type": "users"}',
      '{"url": "ftp://example.org/a.csv", "resource_type": "users"}',
      '{"url": "https://me:secret@example.org/a.csv", "resource_type": "users"}',
      '{"url": "nonsense", "resource_type": "users", "format": "csv"}',
    ])
      expect((await send(body, { headers })).status).toBe(400);
    expect((await send('{}', { headers })).status).toBe(400);
    expect((await send('{', { headers })).status).toBe(400);
  });

  it.each([
    [
      'a form',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
    ],
    ['the body itself', 'text/csv', ''],
  ])('leaves nothing when its sender is gone in the middle of %s', async (_name, type, before) => {
    const socket = connect(port, '127.0.0.1');
    const head = ['POST /?resource_type=users HTTP/1.1', 'host: a', 'idempotency-key: k', `content-type: ${type}`];
    socket.write(`${[...head, 'content-length: 500000'].join('\r\n')}\r\n\r\n${before}`);
    socket.write(Buffer.alloc(200_000, 'z'));
    await expect.poll(left).toHaveLength(1);
    socket.destroy();
    await expect.poll(left).toEqual([]);
  });

  const partOf = (name: string) => `--b\r\ncontent-disposition: form-data; name="${name}"`;
  it.each([
    ['its sender is gone', ''],
    ['another file follows', `${partOf('file')}; filename="b.csv"\r\n\r\nid\r\n--b--\r\n`],
    ['a long field follows', `${partOf('resource_type')}\r\n\r\n${'u'.repeat(70_000)}\r\n--b--\r\n`],
    ['the last boundary is missing', `${partOf('resource_type')}\r\n\r\nus`],
  ])('leaves nothing when its file is whole, and %s', async (_name, rest) => {
    const socket = connect(port, '127.0.0.1');
    const file = `${partOf('file')}; filename="a.csv"\r\n\r\n${'z'.repeat(1_000)}\r\n`;
    const length = rest === '' ? 500_000 : file.length + rest.length;
    const head = ['POST /?resource_type=users HTTP/1.1', 'host: a', 'idempotency-key: k', `content-length: ${length}`];
    socket.write(`${[...head, 'content-type: multipart/form-data; boundary=b'].join('\r\n')}\r\n\r\n${file}--b\r\n`);
    await expect.poll(left).toHaveLength(1);
    // Until it is flushed to the disk.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(left()).toHaveLength(1);
    if (rest === '') socket.destroy();
    else socket.write(rest.slice('--b\r\n'.length));
    await expect.poll(left).toEqual([]);
    socket.destroy();
  });

  it('is refused where the form ends before its end', async () => {
    const body = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid\n1';
    const answer = await send(body, {
      headers: { ...key, 'content-type': 'multipart/form-data; boundary=b' },
      query: '?resource_type=users',
    });
    expect([answer.status, answer.body['detail']]).toEqual([400, expect.stringContaining('malformed') as string]);
    const noBoundary = await send('x', { headers: { ...key, 'content-type': 'multipart/form-data' } });
    expect(noBoundary.status).toBe(400);
  });

  it('what the scanner of the operator refuses is answered with its reason, however it came', async () => {
    const headers = { 'idempotency-key': 'k' };
    const sent = [
      await send(FILE, { query: 'scanned?resource_type=users', headers: { ...headers, 'content-type': 'text/csv' } }),
      await send(form(['resource_type', 'users'], ['file', file()]), { query: 'scanned', headers }),
    ];
    for (const { status, body } of sent) {
      expect([status, body['code']]).toEqual([422, 'UPLOAD_REFUSED']);
      expect(body['detail']).toContain('Eicar FOUND');
    }
  });
});
