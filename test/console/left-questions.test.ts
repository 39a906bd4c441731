import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HeldAnswers } from './hold-answers.js';
import { holdAnswers } from './hold-answers.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';
import { signIn } from './sign-in.js';
import type { StoreSite } from './store-site.js';
import { startStoreSite } from './store-site.js';

const OPEN_RUN = '66666666-6666-4666-8666-000000000050';
const ENDED_RUN = '77777777-7777-4777-8777-000000000040';
const DATABASE = { address: '127.0.0.1:1', database: 'local', user: 'me', destination: true, refusal: null };

describe('the console, where a question or a form is left before the answer comes', () => {
  let site: StoreSite;
  let browser: OpenConsole;
  let keys: Keyboard;
  let held: HeldAnswers | undefined;

  beforeAll(async () => {
    site = await startStoreSite();
    await site.open(ENDED_RUN);
    await site.open(OPEN_RUN, { isOpen: true });
    browser = await openConsole(site.url);
    keys = keyboardOf(browser.page);
    await browser.page.route('**/api/databases', (route) =>
      route.fulfill({
        json: {
          enabled: true,
          databases: [
            { name: 'local', ...DATABASE },
            { name: 'origin', ...DATABASE },
          ],
        },
      }),
    );
    await browser.page.route('**/api/sync/dumps', (route) => route.fulfill({ json: { dumps: [] } }));
    await browser.page.goto(site.url);
    await signIn(browser, site.key);
  });
  afterEach(async () => {
    await held?.end();
    held = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const dialog = () => browser.page.getByRole('dialog');
  const notices = () => browser.page.locator('.notices .note');
  const failed = () => browser.page.locator('.notices').getByRole('alert');
  const link = (name: string) => browser.page.getByRole('link', { name, exact: true }).first();
  const visit = async (path: string): Promise<void> => {
    await browser.page.goto(site.url + path);
    await button('Sign out').waitFor();
  };
  const holdPosts = async (): Promise<void> => {
    held = await holdAnswers(browser.page, (_, request) => ['POST', 'DELETE'].includes(request.method()));
  };
  /** Closes the only notice by the keyboard: the focus is not lost. */
  const close = async (): Promise<void> => {
    await keys.press(notices().getByRole('button', { name: /^Close: / }));
    await notices().waitFor({ state: 'detached' });
    await expect.poll(() => browser.page.evaluate('document.activeElement.id')).toBe('main');
  };

  const fill = (label: string, text: string) => () => keys.write(dialog().getByLabel(label), text);
  it.each([
    ['a start', '/pipelines/import', 'Start import', 'Start the run', 'Start the run: import', undefined],
    [
      'a cancellation',
      `/runs/${OPEN_RUN}`,
      'Cancel the run',
      'Cancel the run',
      'Cancel the run: import, 6666',
      undefined,
    ],
    ['a retry', `/runs/${ENDED_RUN}`, 'Retry', 'Retry', 'Retry: import, 77777777', undefined],
    ['a sync', '/databases', 'Sync', 'Sync', 'Sync: origin → local', undefined],
    ['a test', '/settings/notifications', 'Send a test', 'Send', 'Send: nobody', fill('Receiver', 'nobody')],
  ] as const)(
    'tells that %s failed, on whichever page the person is by then',
    async (_, path, opener, yes, what, more) => {
      const { page } = browser;
      await visit(path);
      await keys.press(button(opener));
      await more?.();
      await holdPosts();
      await keys.agree(yes);
      await held?.are(1);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await keys.press(link('Tables'));
      await page.getByRole('heading', { name: 'Tables', exact: true }).waitFor();
      expect(await notices().count()).toBe(0);
      await held?.release(0);
      await failed().getByText('Failed:').waitFor();
      expect((await failed().innerText()).replaceAll(/[\u2068\u2069]/g, '')).toContain(what);
      expect(await failed().locator('code').innerText()).toMatch(/^[A-Z_]+$/);
      await keys.press(notices().getByRole('link', { name: /^Go there: / }));
      expect(new URL(page.url()).pathname).toBe(path);
      await close();
    },
  );

  it('shows nothing of it on a question that was opened since, and tells it above the page', async () => {
    const { page } = browser;
    await visit('/pipelines/import');
    await keys.press(button('Start import'));
    await holdPosts();
    await keys.agree('Start the run');
    await held?.are(1);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await keys.press(button('Start import'));
    await dialog().waitFor();
    await held?.release(0);
    await failed().waitFor();
    expect(await dialog().locator('.note').count()).toBe(0);
    expect(await dialog().getByRole('button', { name: 'Start the run' }).isEnabled()).toBe(true);
    await keys.agree('Leave it');
    await failed().waitFor();
    expect(await browser.look('notice')).toEqual([]);
    await close();
  });

  it('tells that a form failed whose place another one has taken', async () => {
    const { page } = browser;
    await visit('/databases');
    await keys.pick(page.locator('.segments').getByLabel('Export', { exact: true }));
    await holdPosts();
    await keys.press(button('Export'));
    await held?.are(1);
    await keys.pick(page.locator('.segments').getByLabel('Sync', { exact: true }));
    await held?.release(0);
    await failed().getByText('Export local').waitFor();
    await close();
  });

  it('tells that a key was made, whose text waits on its page for whoever has left that', async () => {
    const { page } = browser;
    await visit('/settings/keys');
    await keys.press(button('New key'));
    await keys.write(dialog().getByLabel('Name', { exact: true }), 'left');
    await holdPosts();
    await keys.agree('Create the key');
    await held?.are(1);
    await page.keyboard.press('Escape');
    await keys.press(link('Overview'));
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await held?.release(0);
    await notices().getByText('Done:').waitFor();
    await held?.end();
    await keys.press(notices().getByRole('link', { name: /^Go there: Create the key/ }));
    const text = page.getByLabel('Text of the key', { exact: true });
    expect(await text.inputValue()).toMatch(/^stv_[0-9a-f]{40}$/);
    await close();
    await keys.press(link('Overview'));
    await keys.press(link('Settings'));
    await keys.press(link('Keys'));
    await page.getByRole('table', { name: 'API keys' }).getByText('left').waitFor();
    expect(await text.count()).toBe(0);
  });

  it('tells that a key is revoked to who has left the question only', async () => {
    const { page } = browser;
    await visit('/settings/keys');
    await keys.press(button('Revoke left'));
    await holdPosts();
    await keys.agree('Revoke');
    await held?.are(1);
    await page.keyboard.press('Escape');
    await held?.release(0);
    await notices().getByText('Revoke: ').waitFor();
    expect(await notices().innerText()).toContain('Done:');
    await page.getByText('There is no key yet.').waitFor();
    await close();
  });

  it('says that nobody knows whether it was done, where no answer comes', async () => {
    const { page } = browser;
    await visit('/pipelines/import');
    await keys.press(button('Start import'));
    let cut: (() => Promise<void>) | undefined;
    await page.route('**/start', (route) => {
      cut = () => route.abort('connectionrefused');
    });
    await keys.agree('Start the run');
    await expect.poll(() => cut).toBeDefined();
    await page.keyboard.press('Escape');
    await cut?.();
    await failed().getByText('Nobody knows whether it was done: ').waitFor();
    await page.unroute('**/start');
  });

  it('tells nothing to who is not the one that asked', async () => {
    await failed().waitFor();
    await keys.press(button('Sign out'));
    await browser.page.getByLabel('API key', { exact: true }).waitFor();
    expect(await notices().count()).toBe(0);
    const headers = { authorization: `Bearer ${site.key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'another', role: 'admin' });
    const made = (await (await fetch(`${site.url}/api/v1/keys`, { method: 'POST', headers, body })).json()) as {
      key: string;
    };
    await signIn(browser, made.key);
    expect(await notices().count()).toBe(0);
    await keys.press(button('Sign out'));
    await signIn(browser, site.key);
    await failed().waitFor();
  });

  it('met no complaint of the browser', () => {
    expect(browser.complaints()).toEqual([]);
  });
});
