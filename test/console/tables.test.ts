import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../tables/import-site.js';
import { startImportSite } from '../tables/import-site.js';
import { eventually } from '../support/eventually.js';
import { droppedFile } from './dropped-file.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import { FILE, HELL, latin, line, NAUGHTY, NEW, quoted, THERE } from './mapped-file.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

describe('the console, at tables', () => {
  let site: ImportSite;
  let browser: OpenConsole;
  let keys: Keyboard;

  beforeAll(async () => {
    site = await startImportSite({ config: {} });
    await site.postgres.query(
      `create table ${quoted(HELL)} (id integer primary key, name varchar(40) not null check (name <> ''), price numeric(8,2), ${quoted(latin(HELL))} text)`,
    );
    await site.postgres.query(
      `insert into ${quoted(HELL)} select n, 'name ' || n - 1, 1.5, 'x' from generate_series(1, ${THERE}) n`,
    );
    browser = await openConsole(site.api);
    // While somebody listens the browser leaves its dialogs to the test, also to one that begins to wait as it opens.
    browser.page.on('filechooser', () => undefined);
    keys = keyboardOf(browser.page);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const { reach, press, tick, write, choose }: Omit<Keyboard, 'pick' | 'agree'> = {
    reach: (to) => keys.reach(to),
    press: (to) => keys.press(to),
    tick: (to) => keys.tick(to),
    write: (to, text) => keys.write(to, text),
    choose: (list, text) => keys.choose(list, text),
  };
  const button = (name: string | RegExp): Locator =>
    browser.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  /** The folder comes with the first of them. */
  const uploads = (): readonly string[] => {
    const folder = join(site.folder, 'data/uploads');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const rows = async (sql: string): Promise<string> => (await site.postgres.query(sql)).trim();

  const offer = async (file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
    await reach(button('Choose a file'));
    const [chooser] = await Promise.all([
      browser.page.waitForEvent('filechooser'),
      browser.page.keyboard.press('Enter'),
    ]);
    await chooser.setFiles(file);
  };

  it('has a page that says how to begin, where there is nothing', async () => {
    const { page } = browser;
    await page.goto(`${site.api}/`);
    // The list of pipelines, which comes later, has one of that name without a capital.
    await press(page.getByRole('link', { name: 'Tables', exact: true }));
    await page.getByRole('heading', { name: 'Tables', exact: true }).waitFor();
    await page.getByText('Nothing was imported yet.').waitFor();
    await page.getByText('Nothing was exported yet.').waitFor();
    expect(await browser.look('tables-empty')).toEqual([]);
  });

  it('refuses what is no file of records, before it is sent', async () => {
    const { page } = browser;
    await offer({ name: `${HELL}.exe`, mimeType: 'text/plain', buffer: Buffer.from('x') });
    await page.getByText('does not say whether it is CSV or NDJSON').waitFor();
    await offer({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await page.getByText(/empty\.csv.” is empty\./).waitFor();
    expect(page.url()).toContain('/tables');
  });

  it('shows how far an upload is, and cancels it without leaving anything', async () => {
    const { page } = browser;
    const network = await page.context().newCDPSession(page);
    const limit = { offline: false, latency: 0, downloadThroughput: -1 };
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', { ...limit, uploadThroughput: 50_000 });
    await offer({ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(8_000_000, 'a,b\n1,2\n') });
    await page.getByText(/of 7\.6 MiB/).waitFor();
    await eventually('a part of the upload', () => uploads().some((name) => name.endsWith('.part')) || undefined);
    await page.getByText(/per second · about/).waitFor();
    expect(await browser.look('tables-uploading')).toEqual([]);
    await press(button('Cancel the upload'));
    await page.getByText('The upload was cancelled. Nothing of it is kept.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.closest("section") !== null')).toBe(true);
    await eventually('an empty folder', () => uploads().length === 0 || undefined);
    await network.send('Network.emulateNetworkConditions', { ...limit, uploadThroughput: -1 });
    await network.detach();
  });

  it('takes a dropped file to its page, and says there what is not certain', async () => {
    const { page } = browser;
    const data = await droppedFile(page, `${HELL}.csv`, FILE);
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
    await page.waitForURL(/\/uploads\//);
    await page.getByRole('heading', { name: '1. How the file is written' }).waitFor();
    expect(await page.locator('h1 bdi').innerText()).toBe(`${HELL}.csv`);
    await page.getByText(/The file is not UTF-8\. As windows-1252, line .2. reads/).waitFor();
    expect(await page.getByLabel('Delimiter').inputValue()).toBe(';');
    await page.getByRole('table', { name: 'The first records, as they are read' }).getByText('Müller 0').waitFor();
    expect(await browser.look('upload-read')).toEqual([]);
  });

  it('decides nothing by itself: it says what is open, and leads there by the keyboard', async () => {
    const { page } = browser;
    await press(button('Dry run'));
    await page.getByText('Before it can run').waitFor();
    await page.getByText('Choose where it goes').waitFor();
    // The first of them is focused.
    await page.locator('input[type=checkbox]:focus').waitFor();
    await page.keyboard.press('Space');
    await page.getByText('Confirm how the file is written').waitFor({ state: 'detached' });
    await reach(page.getByLabel('Connection'));
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByLabel('Connection').inputValue()).toBe('main');
    await write(page.getByRole('combobox', { name: 'Table' }), HELL);
    await page.getByText('This table is there.').waitFor();
    await page.getByRole('heading', { name: '3. Which column goes where' }).waitFor();
    await press(button('Dry run'));
    for (const name of ['ID', 'Name', 'Extra'])
      await page.getByText(new RegExp(`Decide about the column “.${name}.”`)).waitFor();
    expect(await browser.look('upload-mapping')).toEqual([]);
    await press(button('Confirm the proposal for ID'));
    await press(button('Confirm the proposal for Name'));
    await reach(page.getByLabel('Column of the table for Extra'));
    await page.keyboard.press('End');
    await page.getByText('Decide about').first().waitFor({ state: 'detached' });
    await page.getByText('Before it can run').waitFor({ state: 'detached' });
  });

  it('tells by a dry run what would change, with examples, and writes nothing', async () => {
    const { page } = browser;
    await press(button('Dry run'));
    const outcome = page.getByRole('group', { name: 'What would change' });
    await outcome.locator('.chip', { hasText: 'success' }).waitFor();
    const sums = await outcome.locator('.sum').allInnerTexts();
    expect(sums.map((sum) => sum.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '+ 1,204 new',
      '✎ 87 change',
      '= 13 stay',
      '✕ 12 rejected',
    ]);
    const examples = outcome.getByRole('list', { name: 'Examples of what changes' });
    await examples.locator('del', { hasText: 'name 0' }).waitFor();
    await examples.locator('ins', { hasText: 'Müller 0' }).waitFor();
    expect(await browser.look('upload-dry-run')).toEqual([]);
    expect(await rows(`select count(*) from ${quoted(HELL)}`)).toBe(String(THERE));
  });

  it('says that a dry run is of other choices, and keeps them while the server is away', async () => {
    const { page } = browser;
    const stale = page.getByText('What you chose has changed since this dry run');
    const extra = page.getByLabel('Column of the table for Extra');
    await choose(extra, 'name · character varying(40) · required');
    await stale.waitFor();
    await choose(extra, 'leave out');
    await stale.waitFor({ state: 'detached' });
    await site.server().stop();
    await write(page.getByLabel('Lines to skip before it'), '0');
    await choose(page.getByLabel('Delimiter'), 'tab');
    await page.getByText('The server does not answer.').first().waitFor();
    expect(await browser.look('upload-lost')).toEqual([]);
    await site.replaceServer();
    await choose(page.getByLabel('Delimiter'), 'semicolon ;');
    await page.getByText('The server does not answer.').first().waitFor({ state: 'detached' });
    await stale.waitFor({ state: 'detached' });
  });

  it('imports after a question, and follows the run to its end', async () => {
    const { page } = browser;
    await press(button('Import'));
    await page.getByText(/go into .public\./).waitFor();
    await press(button('Import now'));
    const outcome = page.getByRole('group', { name: 'Imported' });
    await outcome.locator('.chip', { hasText: 'success' }).waitFor();
    await outcome.getByText('changed').waitFor();
    expect(await browser.look('upload-imported')).toEqual([]);
    expect(await rows(`select count(*) from ${quoted(HELL)}`)).toBe(String(THERE + NEW));
  });

  it('groups rejects by their reasons, and mends one where it stands', async () => {
    const { page } = browser;
    await press(page.getByRole('link', { name: 'See the rejects' }));
    await page.getByRole('heading', { name: 'Rejects', exact: true }).waitFor();
    const reasons = page.locator('.reason');
    await reasons.nth(2).waitFor();
    expect((await reasons.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringContaining('All rejects'),
      expect.stringMatching(/price is not of the type 7/),
      expect.stringContaining('5 open'),
    ]);
    expect(await browser.look('rejects')).toEqual([]);
    await press(button(/^price is not of the type/));
    await expect.poll(() => page.locator('.reject').count()).toBe(7);
    const [first] = await page.locator('.reject h3').allInnerTexts();
    const number = /Line ([\d]+)/.exec(first ?? '')?.[1] ?? '';
    await press(button(`Mend line ${number}`));
    await page.getByLabel('Header of the file').getByText('ID;Name').waitFor();
    expect(await browser.look('rejects-mending')).toEqual([]);
    await write(
      page.locator(`#mend-${number}`),
      line(5_000, NAUGHTY.join(' ').slice(0, 40), '9.99', NAUGHTY.join('\u2028')),
    );
    await press(button('Keep this'));
    await page.getByText(`Line ${number} is mended.`).waitFor();
    await press(button(/^Dismiss line/).nth(1));
    await page.getByText('is dismissed: no replay takes it').waitFor();
    // What was pressed takes it back now.
    await page.locator('button:focus', { hasText: 'Open again' }).waitFor();
    await page.getByText('11 open').first().waitFor();
  });

  it('replays them, and shows which are in the table now', async () => {
    const { page } = browser;
    const rejectsPage = page.url();
    await press(button(/Replay 11 open/));
    await press(page.getByRole('dialog').getByRole('button', { name: 'Replay' }));
    await page.waitForURL(/\/runs\//);
    await page.locator('.run-header .chip', { hasText: 'success' }).waitFor();
    expect(await browser.look('rejects-replay-run')).toEqual([]);
    await page.goto(rejectsPage);
    await page.getByText('1 replayed').waitFor();
    await page.getByText('1 dismissed').waitFor();
    await tick(page.getByLabel('open ones only'));
    await page.getByRole('link', { name: 'by this run' }).waitFor();
    expect(await rows(`select price::text from ${quoted(HELL)} where id = 5000`)).toBe('9.99');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      press(page.getByRole('link', { name: 'Rejects as CSV' })),
    ]);
    expect(download.suggestedFilename()).toMatch(/reject/);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.split('\n')[0]).toContain('_line;_errors');
    expect(text).toContain('a lot');
  });

  it('exports the table for a spreadsheet, and has the file', async () => {
    const { page } = browser;
    await press(page.getByRole('link', { name: 'Tables', exact: true }).first());
    await page.getByRole('heading', { name: 'Export a table' }).waitFor();
    await write(page.getByRole('combobox', { name: 'Table' }), HELL);
    await press(button('Export for a spreadsheet'));
    await page.getByText(/The export of .* is ready:/).waitFor();
    const file = page.getByRole('status').getByRole('link', { name: /^Download .*-spreadsheet/ });
    const [download] = await Promise.all([page.waitForEvent('download'), press(file)]);
    expect(download.suggestedFilename()).toContain('-spreadsheet');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain("'=1+1");
    const exported = page.getByRole('table', { name: 'Newest exports' });
    await exported.locator('.chip', { hasText: 'success' }).waitFor();
    await exported.getByRole('link', { name: /^Download .*-spreadsheet/ }).waitFor();
    await page
      .getByRole('table', { name: 'Newest imports' })
      .getByRole('link', { name: '12 Rejected' })
      .first()
      .waitFor();
    expect(await browser.look('tables')).toEqual([]);
  });

  it('makes a new table of NDJSON, once its key is chosen', async () => {
    const { page } = browser;
    await page.goto(`${site.api}/tables`);
    const objects = NAUGHTY.map((text, id) => JSON.stringify({ id, text }));
    await offer({
      name: 'naughty.ndjson',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(`${objects.join('\n')}\n`),
    });
    await page.getByRole('heading', { name: '2. Where it goes' }).waitFor();
    await choose(page.getByLabel('Connection'), 'main');
    await write(page.getByRole('combobox', { name: 'Table' }), 'naughty strings');
    await page.getByText('There is no such table.').waitFor();
    await press(button('Import'));
    await page.getByText('Choose the key of the new table').waitFor();
    await tick(page.getByRole('group', { name: 'Which columns tell rows apart?' }).getByLabel('id'));
    expect(await browser.look('upload-new-table')).toEqual([]);
    await press(button('Import'));
    await press(button('Import now'));
    await page.getByRole('group', { name: 'Imported' }).locator('.chip', { hasText: 'success' }).waitFor();
    expect(JSON.parse(await rows('select json_agg(text order by id::int) from "naughty strings"'))).toEqual(NAUGHTY);
  });

  it('discards an upload, and says of its address that it is gone', async () => {
    const { page } = browser;
    const address = page.url();
    await press(button('Discard the file'));
    await press(page.getByRole('dialog').getByRole('button', { name: 'Discard the file' }));
    await page.getByRole('heading', { name: 'Tables', exact: true }).waitFor();
    await page.goto(address);
    await page.getByText('The upload is not here any more.').waitFor();
    expect(await browser.look('upload-gone')).toEqual([]);
  });

  it('speaks German', async () => {
    const { page } = browser;
    await page.goto(`${site.api}/tables`);
    await choose(page.locator('#language'), 'Deutsch');
    await page.getByRole('heading', { name: 'Eine Datei einlesen' }).waitFor();
    expect(await browser.look('tables-german')).toEqual([]);
  });

  it('asked no other server, ran no script of data, and met no complaint of the browser', async () => {
    expect(await browser.page.locator('img, iframe, object').count()).toBe(0);
    expect(browser.complaints()).toEqual([]);
  });
});
