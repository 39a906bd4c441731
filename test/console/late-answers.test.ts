import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HeldAnswers } from './hold-answers.js';
import { drawn, holdAnswers } from './hold-answers.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';
import { signIn } from './sign-in.js';
import type { StoreSite } from './store-site.js';
import { startStoreSite } from './store-site.js';

/** What is read now and then is read ten times as often. */
const QUICK = `{ const every = setInterval; window.setInterval = (call, ms) => every(call, ms / 10); }`;

describe('the console, where answers come late or in another order', () => {
  let site: StoreSite;
  let browser: OpenConsole;
  let held: HeldAnswers | undefined;

  beforeAll(async () => {
    site = await startStoreSite();
    for (let n = 1; n <= 45; n++) await site.open(runOf(n));
    browser = await openConsole(site.url);
    await browser.page.addInitScript(QUICK);
  });
  afterEach(async () => {
    await held?.end();
    held = undefined;
    await browser.page.unrouteAll({ behavior: 'ignoreErrors' });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const runOf = (n: number): string => `55555555-5555-4555-8555-${String(n).padStart(12, '0')}`;
  const visit = async (path: string): Promise<void> => {
    await browser.page.goto(`${site.url}${path}`);
    const key = browser.page.getByLabel('API key', { exact: true });
    await key.or(button('Sign out')).first().waitFor();
    // A test before this one may have failed where nobody was signed in.
    if (await key.isVisible()) await signIn(browser, site.key);
  };
  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const dialog = () => browser.page.getByRole('dialog');
  /** Presses it so often before the page can draw anything. */
  const pressAtOnce = (name: string, times: number) =>
    button(name).evaluate((one: { click: () => void }, count) => {
      for (let at = 0; at < count; at++) one.click();
    }, times);

  it('an older page of runs that comes after the newest was asked for is not shown', async () => {
    const { page } = browser;
    await visit('/');
    const rows = page.getByRole('table', { name: 'Newest runs' }).locator('tbody tr');
    const first = async () => Number(/starter-(\d+)/.exec(await rows.first().innerText())?.[1]);
    await expect.poll(first).toBe(45);
    await button('Older runs').click();
    await expect.poll(first).toBe(25);
    held = await holdAnswers(page, (path) => path.includes('cursor='));
    await button('Older runs').click();
    await held.are(1);
    await button('Newer runs').click();
    await expect.poll(first).toBe(45);
    await held.release(0);
    expect(await first()).toBe(45);
  });

  it('a refusal that comes after somebody has signed in anew does not sign them out', async () => {
    const { page } = browser;
    await visit('/settings/health');
    await page.getByRole('heading', { name: 'What the server needs' }).waitFor();
    held = await holdAnswers(page, (path) => path === '/api/v1/health');
    await held.are(1);
    await site.database.query('DELETE FROM stevedore.console_sessions');
    // The server believes for some seconds what the store has said of a session.
    const session = async () => (await page.context().request.get(`${site.url}/api/v1/session`)).status();
    await expect.poll(session).toBe(401);
    await held.release(0);
    await held.are(2);
    await page.getByRole('link', { name: 'Connections' }).click();
    await signIn(browser, site.key);
    await held.release(1);
    expect(await page.getByLabel('API key', { exact: true }).count()).toBe(0);
    await button('Sign out').waitFor();
  });

  it('what is away stays said when an answer of before comes after one of now', async () => {
    const { page } = browser;
    const note = page.locator('.away .note', { hasText: 'Temporal: away since' });
    let asked = 0;
    let release = (): void => undefined;
    // The page of before asks, too, until it is left.
    await page.goto('about:blank');
    await page.route('**/health', async (route) => {
      if (new URL(route.request().url()).pathname !== '/health' || ++asked === 2) return route.fallback();
      // Later ones stay on their way.
      if (asked > 2) return;
      await new Promise<void>((go) => {
        release = go;
      });
      await route.fulfill({ json: { status: 'ok', away: [] } });
    });
    await visit('/settings/connections');
    await note.waitFor();
    const taken = page.waitForEvent('requestfinished', (request) => new URL(request.url()).pathname === '/health');
    release();
    await taken;
    await drawn(page);
    expect(await note.count()).toBe(1);
  });

  it('one press too many goes no page too far', async () => {
    const test = { method: 'POST', headers: { authorization: `Bearer ${site.key}` } };
    await Promise.all(Array.from({ length: 110 }, () => fetch(`${site.url}/api/v1/connections/none/test`, test)));
    const recorded = async () => {
      const answer = await fetch(`${site.url}/api/v1/audit?limit=200`, { headers: test.headers });
      return ((await answer.json()) as { audit: unknown[] }).audit.length;
    };
    await expect.poll(recorded).toBeGreaterThan(105);
    await visit('/settings/audit');
    await button('Older').waitFor();
    await pressAtOnce('Older', 2);
    await button('Newer').click();
    await expect.poll(() => button('Newer').isDisabled()).toBe(true);
  });

  it('a question is there at once, and what it offers comes into it', async () => {
    const { page } = browser;
    await visit('/settings/keys');
    held = await holdAnswers(page, (path) => path === '/api/v1/pipelines');
    await button('New key').click();
    await page.getByLabel('Name', { exact: true }).fill('typed');
    await held.are(1);
    await held.release(0);
    await dialog().getByLabel('import', { exact: true }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('typed');
    await button('Leave it').click();
  });

  it('a question is answered once, however quickly, and goes with its page', async () => {
    const { page } = browser;
    await visit('/');
    await page.getByRole('link', { name: 'import' }).first().click();
    await page.getByRole('heading', { name: 'Schedule' }).waitFor();
    await button('Start import').click();
    const starts: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/start')) starts.push(request.url());
    });
    await dialog()
      .locator('form')
      .evaluate((form: { requestSubmit: () => void }) => {
        form.requestSubmit();
        form.requestSubmit();
      });
    await dialog().getByRole('alert').waitFor();
    expect(starts.length).toBe(1);
    await page.goBack();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('lines of a log that come while it is read anew are there, each once', async () => {
    const { page } = browser;
    const runId = '66666666-6666-4666-8666-000000000050';
    await site.open(runId, { isOpen: true });
    const say = (...numbers: number[]) =>
      site.store.logs.append(
        runId,
        1,
        numbers.map((n) => ({
          timestamp: new Date().toISOString(),
          level: 'INFO',
          step: 'import',
          message: `line ${n}`,
        })),
      );
    await say(1, 2, 3);
    // The server does not know the place where the stream broke.
    await page.route('**/events?after=*', (route) =>
      route.continue({ headers: { ...route.request().headers(), 'last-event-id': 'none' } }),
    );
    held = await holdAnswers(page, (path) => path.includes('/logs?tail'), { after: 1 });
    await visit(`/runs/${runId}`);
    await held.are(1);
    await say(4, 5);
    const lines = page.locator('.log-line .log-text');
    await lines.getByText('line 5').waitFor();
    await held.release(0);
    await say(6);
    await lines.getByText('line 6').waitFor();
    expect(await lines.allInnerTexts()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `line ${n}`));
    await page.locator('.timeline-figures', { hasText: /· 6 lines$/ }).waitFor();
  });

  it('a run that could not be read is followed once, however often that is tried again', async () => {
    const { page } = browser;
    const runId = '66666666-6666-4666-8666-000000000050';
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/events?after=')) streams.push(request.url());
    });
    let isAway = true;
    await page.route(`**/runs/${runId}/logs*`, (route) =>
      isAway ? route.abort('connectionrefused') : route.fallback(),
    );
    await visit(`/runs/${runId}`);
    await page.getByText('The server does not answer').waitFor();
    isAway = false;
    await pressAtOnce('Try again', 2);
    await page.locator('.log-line').nth(5).waitFor();
    await drawn(page);
    expect(streams.length).toBe(1);
  });

  it('older runs of databases do not take back what was told meanwhile; dumps that come late are chosen from', async () => {
    const { page } = browser;
    const database = { name: 'local', address: '127.0.0.1:1', database: 'local', user: 'me', destination: true };
    await page.route('**/api/databases', (route) =>
      route.fulfill({ json: { enabled: true, databases: [{ ...database, refusal: null }] } }),
    );
    const dump = { name: 'local-1.sql.gz', bytes: 1, created_at: new Date().toISOString(), download_url: '/none' };
    let release = (): void => undefined;
    await page.route('**/api/sync/dumps', async (route) => {
      await new Promise<void>((go) => {
        release = go;
      });
      await route.fulfill({ json: { dumps: [dump] } });
    });
    const idOf = (n: number): string => `77777777-7777-4777-8777-${String(n).padStart(12, '0')}`;
    for (let n = 1; n <= 25; n++)
      await site.open(idOf(n), { kind: 'database-sync', pipeline: 'local', isOpen: n === 25 });
    await visit('/databases');
    const history = page.getByRole('table', { name: 'History' }).locator('tbody tr');
    await expect.poll(() => history.count()).toBe(19);
    await page.locator('.segments').getByLabel('Import', { exact: true }).check();
    release();
    await expect.poll(() => page.getByLabel('One of the list').isChecked()).toBe(true);

    held = await holdAnswers(page, (path) => path.includes('cursor='));
    await pressAtOnce('Show older ones', 2);
    await held.are(1);
    await site.store.runs.close(idOf(25), { status: 'success', completedAt: new Date().toISOString() } as never);
    await expect.poll(() => history.count()).toBe(20);
    await held.release(0);
    await expect.poll(() => history.count()).toBe(25);
    await page.getByText('Nothing runs.').waitFor();
  });

  it('receivers that are told long after a run has ended are shown all the same', async () => {
    const { page } = browser;
    await visit('/settings/notifications');
    await page.getByText('Nobody was told of anything yet.').waitFor();
    const at = new Date().toISOString();
    await site.store.notifications.add({
      ...{ id: `msg_${'0'.repeat(32)}`, receiver: 'ops', event: 'test', subject: 'none', createdAt: at },
      body: { type: 'test', timestamp: at, data: { text: 'A test' } },
    });
    await page.getByRole('table', { name: 'Notifications' }).getByText('ops').waitFor();
  });

  it('met no complaint of the browser', () => {
    expect(browser.complaints()).toEqual([]);
  });
});
