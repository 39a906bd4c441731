import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import type { RunningServer } from '../../src/api/serve-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { TestStore } from '../api/open-test-store.js';
import { openTestStore } from '../api/open-test-store.js';
import { nothingStands, silentLogger, testSettings } from '../api/test-settings.js';
import { createAnswerCheck } from '../support/check-answers.js';
import type { Description } from '../support/check-answers.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

const KEY = 'the-key-of-this-test';
const BUILT = join(import.meta.dirname, '../../dist/console');
const MANUAL = { redirect: 'manual' } as const;
const ASSETS = readdirSync(join(BUILT, 'assets'));

describe('the console', () => {
  const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
  let database: StoreServer;
  let stored: TestStore;
  let server: RunningServer;
  let browser: OpenConsole;
  let keys: Keyboard;

  beforeAll(async () => {
    const [, startServer] = STORE_SERVERS[0] ?? [];
    if (startServer === undefined) throw new Error('there is no server for the store');
    database = await startServer();
    stored = await openTestStore(database);
    const settings = testSettings(undefined, KEY);
    const app = createApp({
      runs: createRunClient(client),
      store: stored.seen,
      settings,
      logger: silentLogger,
      readGenerations: nothingStands,
      console: BUILT,
    });
    server = await serveApp(app, settings.api);
    browser = await openConsole(server.url);
    keys = keyboardOf(browser.page);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await client.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

  it('loads at most 100 kB of JavaScript at first, compressed; what draws plots comes when it is needed', async () => {
    const first = [...(await (await get('/')).text()).matchAll(/assets\/[\w-]+\.js/g)].map(([name]) => name);
    expect(first.length).toBeGreaterThan(0);
    const sizes = first.map((name) => gzipSync(readFileSync(join(BUILT, name))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100_000);
    const others = ASSETS.filter((name) => name.endsWith('.js') && !first.includes(`assets/${name}`));
    expect(others.some((name) => name.startsWith('draw-plot'))).toBe(true);
  });

  it('has no script and no style within its page, and a policy that allows none', async () => {
    const page = await get('/');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(await page.text()).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
  });

  it('is kept by browsers: files for ever, the page until it is another one', async () => {
    const check = createAnswerCheck((await (await get('/openapi.json')).json()) as Description);
    for (const path of [
      '/',
      '/databases',
      '/runs/some-run',
      '/pipelines/a%2Fb%20c',
      '/tables',
      '/uploads/some-upload',
      '/rejects/some-run',
    ]) {
      const page = await get(path);
      await check('GET', path, page.clone());
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      const again = await get(path, { 'if-none-match': `W/"other", ${page.headers.get('etag')}` });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    for (const name of ASSETS) {
      const path = `/console/assets/${name}`;
      const file = await get(path, { 'accept-encoding': 'identity' });
      await check('GET', path, file.clone());
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const small = await get(path, { 'accept-encoding': 'gzip' });
      expect(small.headers.get('content-encoding')).toBe('gzip');
      expect(await small.text()).toBe(await file.text());
    }
    for (const path of ['/console/assets/none.js', '/console/assets/..%2Findex.html', '/console/none', '/none']) {
      expect((await get(path)).status, path).not.toBe(200);
    }
  });

  it('is led to by the addresses that it had before, and leads nowhere else', async () => {
    const led = async (path: string): Promise<string> => {
      const answer = await fetch(`${server.url}${path}`, { redirect: 'manual' });
      return answer.headers.get('location') ?? `${answer.status}`;
    };
    const check = createAnswerCheck((await (await get('/openapi.json')).json()) as Description);
    for (const path of ['/console', '/sync']) await check('GET', path, await fetch(`${server.url}${path}`, MANUAL));
    expect(await led('/console')).toBe('/');
    expect(await led('/sync')).toBe('/databases');
    expect(await led('/console/runs/some-run?a=1')).toBe('/runs/some-run?a=1');
    expect(await led('/console/pipelines/a%2Fb%20c')).toBe('/pipelines/a%2Fb%20c');
    for (const path of [
      '//elsewhere.example',
      '/%5Celsewhere.example',
      '/\\elsewhere.example',
      '/runs%2F..',
      '/api/v1/runs',
    ])
      expect(await led(`/console${path}`), path).toMatch(/^40[14]$/);
  });

  it('asks for a key, and says when it is wrong', async () => {
    const { page } = browser;
    await page.goto(`${server.url}/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await keys.write(page.getByLabel('API key'), 'wrong');
    await page.keyboard.press('Enter');
    await page.getByText('the API key is unknown').waitFor();
    expect(await browser.look('sign-in')).toEqual([]);
  });

  it('signs in with it, shows what it can while Temporal is away, and keeps no key', async () => {
    const { page } = browser;
    await keys.write(page.getByLabel('API key'), KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('api.key (admin)').waitFor();
    await page.getByRole('link', { name: 'import' }).first().waitFor();
    const kept = 'JSON.stringify([localStorage, sessionStorage, document.cookie])';
    expect(await page.evaluate(kept)).not.toContain(KEY);
    expect(await page.evaluate('document.cookie')).toBe('');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'stevedore_session', httpOnly: true, sameSite: 'Strict', expires: -1 });
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('is gone through by the Tab key as it reads, after a link that skips what stands above every page', async () => {
    const { page } = browser;
    await page.getByRole('link', { name: 'import' }).first().waitFor();
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.evaluate((link: Focusable) => link === link.ownerDocument.activeElement)).toBe(true);
    expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    const places: [top: number, left: number][] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate<[number, number] | undefined>(PLACE_OF_FOCUS);
      if (place === undefined) break;
      places.push(place);
    }
    expect(places.length).toBeGreaterThan(1);
    // Upwards, or leftwards on the same line, nobody reads.
    const wrong = places.filter(([top, left], at) => {
      const [before, leftBefore] = places[at - 1] ?? [0, 0];
      return top < before - 24 || (Math.abs(top - before) <= 8 && left < leftBefore);
    });
    expect(wrong).toEqual([]);
    expect(await page.locator('[tabindex]:not([tabindex="0"], [tabindex="-1"])').count()).toBe(0);
  });

  it('has no buttons for who may only read', async () => {
    const { page } = browser;
    const made = await fetch(`${server.url}/api/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'reader', role: 'viewer' }),
    });
    const { key } = (await made.json()) as { key: string };
    await page.getByRole('button', { name: 'Start import' }).waitFor();
    await keys.press(page.getByRole('button', { name: 'Sign out' }));
    await keys.write(page.getByLabel('API key'), key);
    await page.keyboard.press('Enter');
    await page.getByText('reader (viewer)').waitFor();
    // The form that had the focus is gone.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await page.getByRole('link', { name: 'import' }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Start import' }).count()).toBe(0);
    await keys.press(page.getByRole('link', { name: 'Settings' }));
    await page.getByRole('heading', { name: 'What the server needs' }).waitFor();
    expect(await page.locator('.parts a').allInnerTexts()).toEqual([
      'Health and versions',
      'Connections',
      'Notifications',
    ]);
    await page.goto(`${server.url}/console/settings/keys`);
    await page.getByText('ROLE_TOO_LOW').waitFor();
    await page.goto(`${server.url}/console`);
  });

  it('has one page of runs, however many there are and come, and leads to the others', async () => {
    const { page } = browser;
    const open = (n: number) =>
      stored.store.runs.open({
        ...{ runId: `55555555-5555-4555-8555-${String(n).padStart(12, '0')}`, kind: 'dump-import', pipeline: 'import' },
        ...{ workflowId: 'dump-import/import', trigger: 'api', startedBy: `starter-${n}`, attempts: 1, warnings: [] },
        startedAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
        completedAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000 + 1_000).toISOString(),
        status: 'success',
      });
    for (let n = 1; n <= 45; n++) await open(n);
    await page.goto(`${server.url}/console`);
    const rows = page.getByRole('table', { name: 'Newest runs' }).locator('tbody tr');
    const by = async () => (await rows.allInnerTexts()).map((text) => Number(/starter-(\d+)/.exec(text)?.[1]));
    const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => first - n);
    await expect.poll(by).toEqual(from(45, 20));
    for (let n = 46; n <= 50; n++) await open(n);
    await expect.poll(by).toEqual(from(50, 20));
    await keys.press(page.getByRole('button', { name: 'Older runs' }));
    await expect.poll(by).toEqual(from(30, 20));
    await keys.press(page.getByRole('button', { name: 'Older runs' }));
    await expect.poll(by).toEqual(from(10, 10));
    expect(await page.getByRole('button', { name: 'Older runs' }).isDisabled()).toBe(true);
    await page.locator('button:focus', { hasText: 'Older runs' }).waitFor();
    expect(await browser.look('overview-older')).toEqual([]);
    await keys.press(page.getByRole('button', { name: 'Newer runs' }));
    await expect.poll(by).toEqual(from(30, 20));
    await keys.press(page.getByRole('button', { name: 'Newer runs' }));
    await expect.poll(by).toEqual(from(50, 20));
    expect(await page.getByRole('button', { name: 'Newer runs' }).isDisabled()).toBe(true);
  });

  it('asks again once the session has ended', async () => {
    const { page } = browser;
    await database.query('DELETE FROM stevedore.console_sessions');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // A page that asks nothing but its stream.
    const runId = '77777777-7777-4777-8777-777777777777';
    await stored.store.runs.open({
      ...{ runId, kind: 'dump-import', pipeline: 'import', workflowId: 'dump-import/import', trigger: 'api' },
      ...{ startedBy: 'anna', startedAt: new Date().toISOString(), attempts: 1, warnings: [], status: 'running' },
    });
    await keys.write(page.getByLabel('API key'), KEY);
    await page.keyboard.press('Enter');
    await page.getByText('api.key (admin)').waitFor();
    await page.goto(`${server.url}/runs/${runId}`);
    await page.getByText('anna').first().waitFor();
    await database.query('DELETE FROM stevedore.console_sessions');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(browser.complaints()).toEqual([]);
  });
});

/** Where in the content the focus is: its middle, and its left side; undefined once it is elsewhere. */
const PLACE_OF_FOCUS = `(() => {
  const one = document.activeElement;
  if (!document.getElementById('main').contains(one)) return undefined;
  const { top, left, height } = one.getBoundingClientRect();
  return [Math.round(top + height / 2 + scrollY), Math.round(left)];
})()`;

/** What is used of an element where the code stands in the browser. */
interface Focusable {
  readonly ownerDocument: { readonly activeElement: unknown };
}
