import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentSite } from '../sync/environment-site.js';
import { startEnvironmentSite } from '../sync/environment-site.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';
import { signIn } from './sign-in.js';

/** Bytes a second: slow enough to look around meanwhile. */
const SLOW = 10_000;

describe('the console, where the page of an upload is left', () => {
  let site: EnvironmentSite;
  let browser: OpenConsole;
  let keys: Keyboard;
  let limit: (bytesPerSecond: number) => Promise<unknown>;

  beforeAll(async () => {
    site = await startEnvironmentSite();
    browser = await openConsole(site.api);
    keys = keyboardOf(browser.page);
    browser.page.on('filechooser', () => undefined);
    const network = await browser.page.context().newCDPSession(browser.page);
    await network.send('Network.enable');
    limit = (uploadThroughput) =>
      network.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
      });
    await browser.page.goto(`${site.api}/databases`);
    await signIn(browser, site.key);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const link = (name: string) => browser.page.getByRole('link', { name, exact: true }).first();
  const notices = () => browser.page.locator('.notices .note');
  const inForm = () => browser.page.locator('main .sending');
  const choose = (what: string) => keys.pick(browser.page.locator('.segments').getByLabel(what, { exact: true }));
  const offer = async (opener: () => Promise<void>, name: string, content: string | Buffer): Promise<void> => {
    const { page } = browser;
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), opener()]);
    await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
  };
  const sendDump = async (name: string, sql: string): Promise<void> => {
    const { page } = browser;
    await keys.pick(page.getByLabel('A file of this machine'));
    const field = page.getByLabel('File of this machine', { exact: true });
    await offer(
      async () => {
        await keys.reach(field);
        await page.keyboard.press('Space');
      },
      name,
      sql,
    );
    await keys.choose(page.locator('#import-into'), 'spare');
    await keys.press(button('Import'));
    await keys.agree('Import');
  };
  const padded = (sql: string): string => `${sql}\n${`-- ${'x'.repeat(97)}\n`.repeat(3_000)}`;
  const close = async (): Promise<void> => {
    await keys.press(notices().getByRole('button', { name: /^Close: / }));
    await notices().waitFor({ state: 'detached' });
  };

  it('shows how far a dump is above every page, and in its form again, and tells its end', async () => {
    const { page } = browser;
    await choose('Import');
    await limit(SLOW);
    await sendDump('mine.sql', padded('CREATE TABLE public.mine (a integer);'));
    await inForm().getByText('mine.sql').waitFor();
    await inForm()
      .getByText(/of 29\d(?:\.\d)? KiB/)
      .waitFor();
    expect(await notices().count()).toBe(0);
    await choose('Sync');
    await notices().getByText('mine.sql').waitFor();
    expect(await browser.look('upload-left')).toEqual([]);
    await choose('Import');
    await inForm().getByText('mine.sql').waitFor();
    expect(await notices().count()).toBe(0);
    expect(await button('Import').getAttribute('aria-disabled')).toBe('true');
    await keys.press(link('Overview'));
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await notices().getByText('mine.sql').waitFor();
    await limit(-1);
    await notices().getByText('Done:').waitFor();
    expect((await notices().innerText()).replaceAll(/[\u2068\u2069]/g, '')).toContain('Import mine.sql → spare');
    await keys.press(notices().getByRole('link', { name: /^Go there: / }));
    await close();
    const ended = page.getByRole('table', { name: 'History' }).locator('tbody tr');
    await expect.poll(() => ended.first().innerText()).toMatch(/Import mine-[\s\S]*success/);
  });

  it('tells why a dump was not taken, wherever the person is', async () => {
    const { page } = browser;
    let cut: (() => Promise<void>) | undefined;
    await page.route('**/api/sync/import?*', (route) => {
      cut = () => route.abort('connectionrefused');
    });
    await choose('Import');
    await sendDump('theirs.sql', padded('CREATE TABLE public.theirs (a integer);'));
    await inForm().getByText('theirs.sql').waitFor();
    await keys.press(link('Tables'));
    await notices().getByText('theirs.sql').waitFor();
    await expect.poll(() => cut).toBeDefined();
    await cut?.();
    await notices().getByText('Failed:').waitFor();
    await page.unroute('**/api/sync/import?*');
    const said = (await notices().innerText()).replaceAll(/[\u2068\u2069]/g, '');
    expect(said).toContain('Import theirs.sql → spare');
    expect(said).toContain('The connection broke during the upload. Nothing of it is kept.');
    await close();
  });

  it('goes on with a file of records, leads nobody away, and has the page to go on at', async () => {
    const { page } = browser;
    await limit(SLOW);
    await offer(() => keys.press(button('Choose a file')), 'records.csv', `id,name\n${'1,one\n'.repeat(50_000)}`);
    await inForm().getByText('records.csv').waitFor();
    await keys.press(link('Databases'));
    await page.getByRole('heading', { name: 'Databases', exact: true }).waitFor();
    await notices().getByText('records.csv').waitFor();
    await keys.press(link('Tables'));
    await inForm().getByText('records.csv').waitFor();
    await keys.press(link('Databases'));
    await notices().getByText('records.csv').waitFor();
    await limit(-1);
    await notices().getByText('Done:').waitFor();
    expect(new URL(page.url()).pathname).toBe('/databases');
    await keys.press(notices().getByRole('link', { name: /^Go there: Upload/ }));
    await page.getByRole('heading', { name: '1. How the file is written' }).waitFor();
    expect(await page.locator('h1').innerText()).toBe('records.csv');
    await close();
  });

  it('asks before the console is left, and stops from above the page', async () => {
    const { page } = browser;
    await keys.press(link('Tables'));
    await limit(SLOW);
    await offer(() => keys.press(button('Choose a file')), 'stopped.csv', `id,name\n${'1,one\n'.repeat(50_000)}`);
    await inForm().getByText('stopped.csv').waitFor();
    await keys.press(link('Overview'));
    await notices().getByText('stopped.csv').waitFor();
    const question = page.waitForEvent('dialog');
    const leaving = page.evaluate('location.assign("/docs"), undefined');
    const asked = await question;
    expect(asked.type()).toBe('beforeunload');
    await asked.dismiss();
    await leaving;
    await keys.press(notices().getByRole('button', { name: 'Cancel the upload' }));
    await notices().waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await limit(-1);
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('met no complaint of the browser', () => {
    expect(browser.complaints()).toEqual([]);
  });
});
