import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, describe, expect, it } from 'vitest';
import { describedApp } from '../../test/support/described-app.js';
import type { Description } from '../../test/support/check-answers.js';
import { createAnswerCheck } from '../../test/support/check-answers.js';
import { nothingStands, silentLogger, testSettings } from '../../test/api/test-settings.js';
import { connectTemporal } from '../connectors/temporal/connect-temporal.js';
import { createRunClient } from '../connectors/temporal/run-client.js';
import { StevedoreError } from '../contracts/errors.js';
import { createApp } from './create-app.js';
import { createLazyStore } from './runs/lazy-store.js';

const KEY = 'the-key-of-this-test';
/** The discard port: nobody answers there. */
const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
const store = createLazyStore(() => Promise.reject(new StevedoreError('MYSQL_UNREACHABLE', 'Opening: nobody answers')));
/** The API while everything behind it is away. */
const appAlone = (key?: string) =>
  describedApp(
    createApp({
      runs: createRunClient(client),
      store,
      settings: testSettings(undefined, key),
      logger: silentLogger,
      readGenerations: nothingStands,
    }),
  );
const app = appAlone();
const description = (await (await app.request('/openapi.json')).json()) as Description & { openapi: string };

/** Every operation with its address. */
const operations = Object.entries(description.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${template}`,
    method: method.toUpperCase(),
    path: template
      .replace('{id}', '00000000-0000-4000-8000-000000000000')
      .replace('{name}', 'import')
      .replace('{file}', 'start.js'),
    ...(operation as {
      security?: readonly object[];
      requestBody?: RequestBody;
      operationId?: string;
      summary?: string;
    }),
  })),
);

interface RequestBody {
  readonly content: Readonly<Record<string, object>>;
}

/** Whether the body is JSON and nothing else; a file is not read by keys. */
const isJson = (body: RequestBody | undefined): boolean =>
  Object.keys(body?.content ?? {}).join() === 'application/json';

afterAll(() => client.connection.close());

describe('/openapi.json', () => {
  it('is OpenAPI 3.1', async () => {
    expect(
      await new Validator().validate(JSON.parse(JSON.stringify(description)) as Record<string, unknown>),
    ).toMatchObject({ valid: true });
    expect(description.openapi).toBe('3.1.0');
  });

  it('has every route that the router knows, and no other', () => {
    const mounted = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(mounted.length).toBeGreaterThan(15);
    expect(operations.map(({ name }) => name).sort()).toEqual(mounted.sort());
  });

  it('gives every operation a summary and a unique id', () => {
    expect(operations.filter(({ summary }) => !summary)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });
});

describe('the check of answers in tests', () => {
  const check = createAnswerCheck(description);
  const answer = (body: object, status = 200) => Response.json(body, { status });

  it('finds what is not described', async () => {
    await expect(check('GET', '/health/live', answer({ status: 'live' }))).resolves.toBeUndefined();
    await expect(check('GET', '/health/live', answer({ status: 'dead' }))).rejects.toThrow('GET /health/live → 200');
    await expect(check('GET', '/health/live', answer({ status: 'live', more: 1 }))).rejects.toThrow(
      '"additionalProperty":"more"',
    );
    await expect(check('GET', '/health/live', answer({}))).rejects.toThrow('"missingProperty":"status"');
    await expect(check('GET', '/health/live', answer({ status: 'live' }, 202))).rejects.toThrow('no such status');
    await expect(check('GET', '/health/live', new Response('live'))).rejects.toThrow('no type "text/plain"');
    await expect(check('GET', '/nowhere', answer({}))).rejects.toThrow('no such route');
  });
});

describe.concurrent('who may ask', () => {
  const keyed = appAlone(KEY);
  const asked = (method: string, path: string, headers: Record<string, string>) =>
    keyed.request(path, { method, headers: { host: 'import.example.org', ...headers } });

  it.each(operations)('$name: with the key, without it, with another', async ({ method, path, security }) => {
    // A call of a hook is signed, or has a token of its own: see check-call.test.ts.
    const isHook = /^(?:\/api\/v1)?\/hooks\//.test(path);
    const open = security?.length === 0 && !isHook;
    for (const headers of [
      {},
      { authorization: 'Bearer another' },
      { authorization: `Basic ${KEY}` },
      { 'x-api-key': 'another' },
    ]) {
      const { status } = await asked(method, path, headers);
      // A sign-in takes a key from the body, where there is none here.
      if (open) expect([200, 204, 302, 400, 503]).toContain(status);
      else expect(status).toBe(401);
    }
    const { status } = await asked(method, path, { authorization: `Bearer ${KEY}` });
    if (isHook) expect(status).toBe(401);
    else expect([401, 403, 405, 500]).not.toContain(status);
  });

  it('is asked before whether there is such a route or method', async () => {
    expect((await asked('GET', '/nowhere', {})).status).toBe(401);
    expect((await asked('DELETE', '/api/v1/runs', {})).status).toBe(401);
    expect((await asked('GET', '/health/../api/v1/runs', {})).status).toBe(401);
    expect((await asked('GET', '/docs/..%2f..%2fapi/v1/runs', {})).status).toBe(404);
  });

  it.each(operations)('$name: from this machine only where no key is configured', async ({ method, path }) => {
    expect((await app.request(path, { method, headers: { host: 'import.example.org' } })).status).toBe(403);
  });
});

describe('a request', () => {
  it.each(operations.filter(({ requestBody }) => isJson(requestBody)))(
    '$name refuses keys that it does not know',
    async ({ method, path }) => {
      const response = await app.request(path, { method, body: JSON.stringify({ by: 'anna', forse: true }) });
      expect(response.status).toBe(400);
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      // Seed 004 has a shape of its own.
      const { code, message, detail = message } = (answer['error'] ?? answer) as Readonly<Record<string, unknown>>;
      expect({ code, detail }).toEqual({ code: 'REQUEST_INVALID', detail: expect.stringContaining('"forse"') });
    },
  );

  it.each(operations)(
    '$name: another method is answered by 405 with those that are allowed',
    async ({ path, method }) => {
      const response = await app.request(path, { method: method === 'PUT' ? 'DELETE' : 'PUT', body: '{}' });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')?.split(', ')).toContain(method);
      expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', retryable: false });
    },
  );

  it('gives a parameter of the query once', async () => {
    const twice = await app.request('/api/v1/audit?cursor=1&cursor=2');
    expect([twice.status, await twice.json()]).toMatchObject([
      400,
      { code: 'REQUEST_INVALID', detail: expect.stringContaining('"cursor" is given more than once') },
    ]);
  });

  it('has a body of any content type, or none', async () => {
    for (const headers of [
      {},
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'text/plain' },
    ]) {
      const response = await app.request('/api/v1/runs', { method: 'POST', headers, body: '{"pipeline":"none"}' });
      expect(await response.json()).toMatchObject({ code: 'PIPELINE_UNKNOWN' });
    }
    expect(await (await app.request('/api/v1/runs', { method: 'POST' })).json()).toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});

describe('/docs', () => {
  it('loads nothing from elsewhere, and no script within the page', async () => {
    const page = await app.request('/docs');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self';",
    );
    expect(html).not.toMatch(/https?:|<script>|<style|style=| on\w+=/);
    const files = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      const response = await app.request(file);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/(javascript|css)/),
      ]);
      expect((await response.text()).length).toBeGreaterThan(100);
    }
  });

  it('is where /swagger/index.html leads', async () => {
    const response = await app.request('/swagger/index.html');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
  });
});
