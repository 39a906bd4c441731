import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadMeter } from '../support/load-meter.js';
import { startLoadMeter } from '../support/load-meter.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

/** Markup, quotes, a right-to-left override and a space of no width. */
const HELL = '<img src=x onerror=alert(1)>"\'&amp;\u202Eabc\u200B';

describe('the console, at a dump import', () => {
  let portal: Portal;
  let meter: LoadMeter;
  let server: ProductProcess;
  let browser: OpenConsole;
  let keys: Keyboard;

  beforeAll(async () => {
    meter = await startLoadMeter();
    const gate = { enabled: true, metrics_url: meter.url, delay_duration: '1h', max_delays: 3, load_threshold: 100 };
    portal = await startPortal({
      change: { import: { load_check: gate } },
    });
    const hell = `CREATE TABLE \`${HELL}\` (id int PRIMARY KEY);\nINSERT INTO \`${HELL}\` VALUES (1),(2),(3);\n`;
    await portal.makeArchives({
      editDump: (database, dump) =>
        database === 'mvdsb'
          ? Buffer.from(
              dump.toString('latin1').replace(/(?=-- Dump completed)/, Buffer.from(hell).toString('latin1')),
              'latin1',
            )
          : dump,
    });
    [, server] = await Promise.all([portal.startWorker(), portal.startServer()]);
    browser = await openConsole(portal.apiUrl);
    keys = keyboardOf(browser.page);
  });
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await meter?.stop();
  });

  const chip = (word: string) => browser.page.locator('.run-header .chip', { hasText: word });
  const press = (name: string) => keys.press(browser.page.getByRole('button', { name, exact: true }));
  const agree = (name: string) => keys.agree(name);
  const ended = { timeout: 60_000 };

  it('starts a run from the overview, says why it waits, and lets it proceed to its end', async () => {
    const { page } = browser;
    meter.report(140);
    await page.goto(`${portal.apiUrl}/`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Nothing waits for you').waitFor();
    await page.getByText('never ran').first().waitFor();
    expect(await browser.look('overview-empty')).toEqual([]);
    await press('Start import');
    await agree('Start the run');
    await chip('waiting').waitFor();
    await page
      .getByText(/busy: concurrent requests 140 above 100/)
      .first()
      .waitFor();
    await page.getByRole('heading', { name: 'It waits for a quiet moment' }).waitFor();
    expect(await browser.look('run-waits')).toEqual([]);

    await press('Proceed');
    await page.getByText('begins to load although the server is busy').waitFor();
    await agree('Proceed');
    await page.getByText('Going on although busy').first().waitFor();
    await chip('success').waitFor(ended);
    await page.getByRole('heading', { name: /^Published: \d+ tables, [\d,]+ rows/ }).waitFor();
    await page.locator('.timeline-row', { hasText: 'Import' }).first().waitFor();
    expect(await page.locator('#wait-title').count()).toBe(0);
  });

  it('shows names from hell as text', async () => {
    const { page } = browser;
    const cell = page.locator('table[aria-label=Tables] bdi', { hasText: 'onerror' });
    expect(await cell.innerText()).toBe(`mvdsb.${HELL}`);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('has the log, which can be searched, linked to and saved', async () => {
    const { page } = browser;
    const lines = page.locator('.log-line');
    const id = page.url().split('/').at(-1);
    const all = ((await portal.get(`/api/v1/runs/${id}/logs?limit=1000`)).body['logs'] as unknown[]).length;
    await expect.poll(() => lines.count()).toBe(all);
    await keys.write(page.getByLabel('Search', { exact: true }), 'although busy');
    await expect.poll(() => lines.count()).toBe(1);
    const number = await lines.first().locator('a').innerText();
    await keys.write(page.getByLabel('Search', { exact: true }), '');
    await expect.poll(() => lines.count()).toBe(all);
    const [download] = await Promise.all([page.waitForEvent('download'), press('Download')]);
    expect(download.suggestedFilename()).toMatch(/^import-[0-9a-f]{8}\.log$/);
    await page.goto(`${page.url().split('#')[0]}#line-${number}`);
    await page.locator(`#line-${number}.marked`).waitFor();
    expect(await browser.look('run-success')).toEqual([]);
  });

  it('follows the log, and goes on after the server was away', async () => {
    const { page } = browser;
    meter.report(1);
    portal.sftpProxy.set('down', { bytesPerSecond: 3_000 });
    await page.goto(`${portal.apiUrl}/`);
    await press('Start import');
    await keys.tick(page.getByLabel('Also if nothing is newer'));
    await agree('Start the run');
    await chip('running').waitFor();
    await page.locator('.log-line', { hasText: 'Download' }).first().waitFor();
    // So slow that it is not there yet when somebody cancels it.
    portal.sftpProxy.set('down', { bytesPerSecond: 1_000 });
    await server.stop();
    await page.getByText('The connection to the server is lost').waitFor();
    expect(await browser.look('run-lost')).toEqual([]);
    server = await portal.startServer();
    await page.getByText('The connection to the server is lost').waitFor({ state: 'detached' });
    const seen = await page.locator('.log-line a').allInnerTexts();
    expect(seen).toEqual([...new Set(seen)]);
  });

  it('cancels it, by the keyboard alone', async () => {
    const { page } = browser;
    const cancel = page.getByRole('button', { name: 'Cancel the run', exact: true });
    await keys.press(cancel);
    await page.getByText('What is live stays as it is').waitFor();
    // Who leaves the question is where they were.
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Cancel the run');
    await page.keyboard.press('Enter');
    await page.getByText('What is live stays as it is').waitFor();
    // Who asks again before the browser has told the page that the dialog is closed is asked again.
    await page.evaluate("document.querySelector('dialog').close(); document.activeElement.click()");
    await page.waitForTimeout(500);
    await page.getByText('What is live stays as it is').waitFor();
    await agree('Cancel the run');
    await chip('cancelled').waitFor(ended);
    portal.sftpProxy.set('down', {});
    await page.getByRole('button', { name: 'Retry' }).waitFor();
    // The button that had the focus is gone; the focus is not.
    await expect.poll(() => page.evaluate('document.activeElement === document.body')).toBe(false);
    expect(await browser.look('run-cancelled')).toEqual([]);
  });

  it('retries it, and goes to the new run', async () => {
    const { page } = browser;
    const before = page.url();
    await press('Retry');
    await agree('Retry');
    await page.waitForURL((url) => url.href !== before);
    await page.getByText('repeats an earlier run').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await chip('success').waitFor(ended);
  });

  it('shows the pipeline, rolls it back, and pauses its schedule', async () => {
    const { page } = browser;
    await keys.press(page.locator('.run-header h1 a'));
    await page.getByRole('heading', { name: 'Generations' }).waitFor();
    await page.getByRole('table', { name: 'History' }).getByText('cancelled').first().waitFor();
    expect(await browser.look('pipeline')).toEqual([]);
    await press('Pause');
    await agree('Pause');
    await page.getByText('The schedule is paused: it starts nothing.').waitFor();
    await press('Resume');
    await agree('Resume');
    await page.getByText('The schedule is paused').waitFor({ state: 'detached' });
    await press('Roll back to generation 1');
    await agree('Roll back');
    await page.getByText('rollback').first().waitFor();
    await chip('success').waitFor(ended);
    await keys.press(page.getByRole('link', { name: 'Overview' }));
    await page.getByRole('table', { name: 'Newest runs' }).getByText('rollback').waitFor();
    expect(await browser.look('overview')).toEqual([]);
  });

  it('speaks German, and keeps that', async () => {
    const { page } = browser;
    await keys.choose(page.locator('#language'), 'Deutsch');
    await page.getByRole('heading', { name: 'Übersicht' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Neueste Läufe' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  });

  it('says what is not there, in German what helps and what the server says, too', async () => {
    const { page } = browser;
    await page.goto(`${portal.apiUrl}/runs/00000000-0000-4000-8000-000000000000`);
    await page.getByText('RUN_UNKNOWN').waitFor();
    await page.goto(`${portal.apiUrl}/pipelines/none`);
    await page.getByText('PIPELINE_UNKNOWN').waitFor();
    await page.getByText('Eine Pipeline dieses Namens ist nicht konfiguriert.').waitFor();
    const said = page.locator('.server-text');
    expect(await said.innerText()).toMatch(/^Der Server sagt: .*"none"/);
    expect(await browser.look('pipeline-unknown-german')).toEqual([]);
  });

  it('asked no other server, ran no script of data, and met no complaint of the browser', () => {
    expect(browser.complaints()).toEqual([]);
  });
});
