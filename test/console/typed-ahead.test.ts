import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../tables/import-site.js';
import { startImportSite } from '../tables/import-site.js';
import { drawn, holdAnswers } from './hold-answers.js';
import type { HeldAnswers } from './hold-answers.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

/** In windows-1252, so that it has to be confirmed; 60 records have no number where one is needed, 5 no name. */
const FILE = Buffer.from(
  [
    'id,name,price',
    ...Array.from({ length: 60 }, (_, at) => `${at},M\u00fcller,a lot`),
    ...Array.from({ length: 5 }, (_, at) => `${100 + at},,1`),
    '',
  ].join('\n'),
  'latin1',
);

describe('the console, for who is quicker than the server', () => {
  let site: ImportSite;
  let browser: OpenConsole;
  let held: HeldAnswers | undefined;

  beforeAll(async () => {
    site = await startImportSite({ config: {} });
    await site.postgres.query(
      `create table items (id integer primary key, name text not null check (name <> ''), price numeric)`,
    );
    browser = await openConsole(site.api);
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

  const button = (name: string | RegExp) =>
    browser.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  const upload = async (): Promise<string> => {
    const answer = await fetch(`${site.api}/api/v1/uploads?filename=items.csv&format=csv`, {
      method: 'POST',
      body: FILE,
      headers: { 'content-type': 'application/octet-stream' },
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const isPreview = (path: string): boolean => path.includes('/preview?');
  const openUpload = async (): Promise<void> => {
    await browser.page.goto(`${site.api}/uploads/${await upload()}`);
    await browser.page.getByLabel('Connection').selectOption('main');
    await expect.poll(() => browser.page.getByLabel('Schema').inputValue()).toBe('public');
    await expect.poll(() => button('Dry run').isEnabled()).toBe(true);
  };

  it('reads by what was typed, also where something is confirmed at the same moment', async () => {
    const { page } = browser;
    await openUpload();
    await page.evaluate(`{
      const table = document.getElementById('target-table');
      table.value = 'items';
      table.dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector('.doubt input').click();
    }`);
    await page.getByText('This table is there.').waitFor();
    await expect.poll(() => button('Dry run').isEnabled()).toBe(true);
  });

  it('starts nothing by an answer to a choice of before, while a newer one waits to be read', async () => {
    const { page } = browser;
    await openUpload();
    // Who types slowly; the answer comes meanwhile.
    await page.evaluate(
      '{ const later = setTimeout; window.setTimeout = (call, ms) => later(call, ms === 350 ? 2000 : ms); }',
    );
    held = await holdAnswers(page, isPreview);
    await page.getByLabel('Delimiter').selectOption({ label: 'tab' });
    await held.are(1);
    await page.getByRole('combobox', { name: 'Table' }).fill('items');
    await held.release(0);
    expect(await button('Dry run').isDisabled()).toBe(true);
    await held.are(2);
    await held.release(1);
    await expect.poll(() => button('Dry run').isEnabled()).toBe(true);
  });

  it('keeps what is being typed when an answer comes', async () => {
    const { page } = browser;
    await openUpload();
    held = await holdAnswers(page, isPreview);
    await page.getByLabel('Delimiter').selectOption({ label: 'tab' });
    await held.are(1);
    const skipped = page.getByLabel('Lines to skip before it');
    await skipped.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('12');
    await held.release(0);
    expect(await skipped.inputValue()).toBe('12');
    await held.end();
    await page.keyboard.press('Tab');
    await expect.poll(() => skipped.inputValue()).toBe('12');
  });

  it('has a form for exports once it knows all that can be exported, so that nothing else is chosen under who writes', async () => {
    const { page } = browser;
    held = await holdAnswers(page, (path) => path === '/api/v1/resources');
    const others = page.waitForResponse('**/api/v1/connections');
    await page.goto(`${site.api}/tables`);
    await held.are(1);
    await others;
    await drawn(page);
    expect(await page.getByLabel('Format').count()).toBe(0);
    await held.release(0);
    await page.getByRole('combobox', { name: 'Table' }).waitFor();
  });

  it('leads nobody away who has left the question', async () => {
    const { page } = browser;
    await openUpload();
    held = await holdAnswers(page, (path, request) => request.method() === 'DELETE');
    await button('Discard the file').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard the file' }).click();
    await held.are(1);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await held.release(0);
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('shows rejects of the chosen reason only, and what was mended while they were read', async () => {
    const { page } = browser;
    const id = await upload();
    const started = await site.ask('POST', `/api/v1/uploads/${id}/import`, {
      to: { connection: 'main', schema: 'public', table: 'items', format: 'csv', encoding: 'windows-1252' },
    });
    expect(started.status, started.text).toBe(202);
    const runId = String(started.body['run_id']);
    await site.ended(runId);
    await page.goto(`${site.api}/rejects/${runId}`);
    const cards = page.locator('.reject');
    await expect.poll(() => cards.count()).toBe(50);

    // A record is mended while the list is read.
    held = await holdAnswers(page, (path, request) => path.includes('/rejects?') && request.method() === 'GET');
    await page.getByLabel('open ones only').uncheck();
    await held.are(1);
    // The first key is the first of what is written.
    const isWriting = await button('Mend line 2').evaluate(async (one: { click: () => void }) => {
      one.click();
      for (let turns = 0; turns < 10; turns++) await Promise.resolve();
      return (one as unknown as { ownerDocument: { activeElement: { tagName: string } } }).ownerDocument.activeElement
        .tagName;
    });
    expect(isWriting).toBe('TEXTAREA');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('0,mended,1');
    await button('Keep this').click();
    await page.getByText('Line 2 is mended.').waitFor();
    await expect.poll(() => button('Mend line 2').evaluate(hasFocus)).toBe(true);
    await held.release(0);
    await held.are(2);
    await held.release(1);
    await cards.first().locator('.chip', { hasText: 'mended' }).waitFor();
    expect(await cards.first().locator('.raw').innerText()).toBe('0,mended,1');
    await held.end();

    // More is asked for while another reason is read.
    held = await holdAnswers(page, (path, request) => path.includes('/rejects?') && request.method() === 'GET');
    await button(/^name /).click();
    await held.are(1);
    await button('Show more').click();
    await drawn(page);
    await held.end();
    await expect.poll(() => cards.count()).toBe(5);
  });

  it('met no complaint of the browser', () => {
    expect(browser.complaints()).toEqual([]);
  });
});

/** What is used of an element where the code stands in the browser. */
interface Focusable {
  readonly ownerDocument: { readonly activeElement: unknown };
}

const hasFocus = (one: Focusable): boolean => one === one.ownerDocument.activeElement;
