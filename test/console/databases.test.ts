import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvironmentSite } from '../sync/environment-site.js';
import { eventually } from '../support/eventually.js';
import { startEnvironmentSite } from '../sync/environment-site.js';
import { inSentence, NAUGHTY_NAMES } from './naughty-names.js';
import type { Keyboard } from './keyboard.js';
import { keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';
import { signIn } from './sign-in.js';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** What PostgreSQL keeps of a name. */
const inPostgres = NAUGHTY_NAMES.filter((name) => Buffer.byteLength(name) <= 63);
const [BIG = ''] = inPostgres;
const ODD_DATABASE = `<b>odd</b> & "db" \u202Exyz`;

describe('the console, at databases', () => {
  let site: EnvironmentSite;
  let browser: OpenConsole;
  let keys: Keyboard;

  beforeAll(async () => {
    site = await startEnvironmentSite((at) => ({ SYNC_DATABASE_ODD: at(ODD_DATABASE) }));
    await site.source.query(
      `create table ${quoted(BIG)} (id int primary key, note text not null);
       insert into ${quoted(BIG)} select g, repeat(md5(g::text), 8) from generate_series(1, 20000) g;
       ${inPostgres
         .slice(1)
         .map((name) => `create table ${quoted(name)} (a int); insert into ${quoted(name)} values (1);`)
         .join('\n')}`,
      'origin',
    );
    await site.destination.query(`create database ${quoted(ODD_DATABASE)}`);
    browser = await openConsole(site.api);
    keys = keyboardOf(browser.page);
    // While somebody listens the browser leaves its dialogs to the test, also to one that begins to wait as it opens.
    browser.page.on('filechooser', () => undefined);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const press = (name: string) => keys.press(browser.page.getByRole('button', { name, exact: true }));
  const agree = (name: string) => keys.agree(name);
  const choose = (what: string) => keys.pick(browser.page.locator('.segments').getByLabel(what, { exact: true }));
  const history = () => browser.page.getByRole('table', { name: 'History' }).locator('tbody tr');
  const ended = { timeout: 60_000 };

  it('asks for the key, and shows what is configured', async () => {
    const { page } = browser;
    await page.goto(`${site.api}/databases`);
    await signIn(browser, site.key);
    await page.getByRole('heading', { name: 'Databases', exact: true }).waitFor();
    await page.getByText('Nothing runs.').waitFor();
    await page.getByText('There is no dump yet.', { exact: false }).waitFor();
    await page.getByText('Nothing has ended yet.').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    expect(await browser.look('databases-empty')).toEqual([]);
  });

  it('tries a database, and says which may not be written and why', async () => {
    const { page } = browser;
    await press('Test local');
    await page.getByText(/works: PostgreSQL \d/).waitFor();
    await press('Test odd');
    await expect.poll(() => page.getByText(/works: PostgreSQL \d/).count()).toBe(2);
    expect(await page.locator('td code', { hasText: 'odd' }).innerText()).toBe(ODD_DATABASE);
    const refused = page.locator('#sync-into option', { hasText: 'production (refused)' });
    expect(await refused.getAttribute('disabled')).not.toBeNull();
    await keys.press(page.locator('summary', { hasText: '3 databases may not be written' }));
    expect(await page.locator('#sync-into-refused').innerText()).toMatch(/production: .*protected/i);
    expect(await page.locator('#sync-into-refused').innerText()).toMatch(/staging: .*SYNC_DESTINATIONS/);
  });

  it('follows a sync to its end, with percent, table and rows', async () => {
    const { page } = browser;
    // Slow enough that it runs still when all has been looked at.
    site.slow.set('down', { bytesPerSecond: 30_000 });
    await keys.choose(page.locator('#sync-from'), 'staging');
    await keys.choose(page.locator('#sync-into'), 'local');
    await press('Sync');
    await page.getByText('All of "local" is replaced by a copy of "staging"').waitFor();
    await agree('Sync');
    const card = page.getByRole('article', { name: 'Sync staging → local' });
    await card.waitFor();
    await card.locator('code', { hasText: 'onerror' }).waitFor();
    expect(await card.locator('code').innerText()).toBe(`public.${BIG}`);
    const bar = card.locator('progress');
    expect(await browser.look('databases-running')).toEqual([]);
    site.slow.set('down', { bytesPerSecond: 250_000 });
    const seen = new Set<number>();
    const seenOf = async () => seen.add(Number(await bar.getAttribute('value'))).size;
    await expect.poll(seenOf).toBeGreaterThan(2);
    site.slow.set('down', {});
    await card.waitFor({ state: 'detached' });
    await expect.poll(() => history().first().innerText()).toMatch(/Sync staging → local[\s\S]*success[\s\S]*20,0\d\d/);
  });

  it('shows the run with each table, its rows and bytes; names from hell are text', async () => {
    const { page } = browser;
    await keys.press(history().first().getByRole('link'));
    await page.locator('.run-header .chip', { hasText: 'success' }).waitFor();
    const tables = page.getByRole('table', { name: 'Databases' }).locator('tbody tr');
    await tables.first().waitFor();
    await page.locator('.log-line', { hasText: 'Proved' }).first().waitFor();
    for (const name of inPostgres) {
      await page
        .locator('.log-text', { hasText: `"public.${inSentence(name)}"` })
        .first()
        .waitFor();
    }
    expect(await page.locator('main img, main script, main svg:not(.icon):not(.sparkline)').count()).toBe(0);
    expect(await browser.look('run-sync')).toEqual([]);
    await keys.press(page.getByRole('link', { name: 'Databases', exact: true }));
  });

  it('rolls a database back to what it was before the sync, and again to the copy', async () => {
    const { page } = browser;
    await site.destination.query('create table if not exists prev_public.was (a int)', 'shop');
    const hasCopy = () =>
      site.destination.query(
        `select count(*) from pg_tables where schemaname = 'public' and tablename like '<img%'`,
        'shop',
      );
    expect(await hasCopy()).toBe('1');
    for (const [rounds, then] of ['0', '1'].entries()) {
      await press('Roll back local');
      await page.getByText('"local" becomes what it was').waitFor();
      await agree('Roll back');
      await expect
        .poll(
          () =>
            history()
              .filter({ hasText: /Rollback[\s\S]*success/ })
              .count(),
          ended,
        )
        .toBe(rounds + 1);
      expect(await hasCopy()).toBe(then);
      await page.getByRole('button', { name: 'Roll back local', exact: true }).waitFor();
    }
    // What may not be written is not rolled back.
    expect(await page.getByRole('button', { name: /^Roll back/ }).count()).toBe(1);
  });

  it('cancels one by the keyboard alone, which leaves the database as it was', async () => {
    const { page } = browser;
    site.slow.set('down', { bytesPerSecond: 100_000 });
    await press('Sync');
    await agree('Sync');
    await press('Cancel the run: Sync staging → local');
    await page.getByText('What is live stays as it is').waitFor();
    await agree('Cancel the run');
    await history().getByText('cancelled').first().waitFor(ended);
    site.slow.set('down', {});
    expect(await site.destination.query("select count(*) from pg_namespace where nspname ~ '^imp_'", 'shop')).toBe('0');
  });

  it('says who blocks a parked sync and what it would publish, and publishes it', async () => {
    const { page } = browser;
    const { host, port } = site.destination;
    const holder = new pg.Client({ host, port, user: 'postgres', database: 'shop', application_name: 'a person' });
    await holder.connect();
    try {
      await holder.query(`begin; select * from ${quoted(BIG)} limit 1`);
      await press('Sync');
      await agree('Sync');
      const card = page.getByRole('article', { name: 'Sync staging → local' });
      await card.locator('.chip', { hasText: 'waiting' }).waitFor(ended);
      await keys.press(card.getByRole('link', { name: 'Log and steps: Sync staging → local' }));
      await page.getByRole('heading', { name: 'It is ready, and waits to publish' }).waitFor();
      await page.getByRole('table', { name: 'Who blocks it' }).getByText('idle in transaction').waitFor();
      await page.getByRole('heading', { name: 'What will be published' }).waitFor();
      await page.getByText('Can be undone until the next copy into this database').waitFor();
      expect(await browser.look('run-sync-parked')).toEqual([]);
      // A wait ends by itself, too, and a try is no wait: the press may come too late for one, also once it was taken;
      // there is a next one.
      const said = page.locator('.log-line', { hasText: 'said publish now' }).first();
      await eventually(
        'a press of the button in a wait',
        async () => {
          await press('Publish now');
          await agree('Publish now');
          const refused = page.getByRole('dialog').getByText('RUN_NOT_WAITING');
          await refused.or(page.locator('body:not(:has(dialog[open]))')).first().waitFor();
          if (!(await refused.isVisible())) {
            return said.waitFor({ timeout: 10_000 }).then(
              () => true,
              () => undefined,
            );
          }
          await agree('Leave it');
          return undefined;
        },
        120_000,
      );
      await holder.query('rollback');
      await page.locator('.run-header .chip', { hasText: 'success' }).waitFor(ended);
      await page.getByText('It can be undone').waitFor();
    } finally {
      await holder.end();
      await page.goto(`${site.api}/databases`);
    }
  });

  it('exports, and saves the dump that it lists', async () => {
    const { page } = browser;
    await choose('Export');
    await keys.choose(page.locator('#export-database'), 'local');
    await press('Export');
    const link = page.getByRole('link', { name: /^Download local-/ });
    await link.waitFor(ended);
    const [download] = await Promise.all([page.waitForEvent('download'), keys.press(link)]);
    expect(download.suggestedFilename()).toMatch(/^local-\d{8}T\d{6}Z\.sql\.gz$/);
    const saved = readFileSync(await download.path());
    expect(saved.equals(readFileSync(`${site.dumps}/${download.suggestedFilename()}`))).toBe(true);
  });

  it('imports a dump of the list, and deletes it', async () => {
    const { page } = browser;
    await choose('Import');
    await keys.pick(page.getByLabel('One of the list'));
    await keys.choose(page.locator('#import-into'), 'spare');
    await press('Import');
    await page.getByText(/All of "spare" is replaced by the dump "local-/).waitFor();
    await agree('Import');
    await history()
      .filter({ hasText: /Import local-/ })
      .getByText('success')
      .waitFor(ended);
    await keys.press(page.getByRole('button', { name: /^Delete local-/ }));
    await agree('Delete');
    await page.getByText('There is no dump yet.', { exact: false }).waitFor();
    // The row is gone; the focus is where it was.
    const place = () => page.evaluate('document.activeElement.closest("section")?.getAttribute("aria-labelledby")');
    await expect.poll(place).toBe('dumps-title');
  });

  it('uploads a dump and imports it, and shows why another one is refused', async () => {
    const { page } = browser;
    const upload = async (sql: string): Promise<void> => {
      await keys.pick(page.getByLabel('A file of this machine'));
      await keys.reach(page.getByLabel('File of this machine', { exact: true }));
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
      await chooser.setFiles({ name: 'mine.sql', mimeType: 'application/sql', buffer: Buffer.from(sql) });
      await keys.choose(page.locator('#import-into'), 'spare');
      await press('Import');
      await agree('Import');
    };
    await upload('CREATE TABLE public.mine (a integer);\nINSERT INTO public.mine VALUES (1);\n');
    await history()
      .filter({ hasText: /Import mine-/ })
      .getByText('success')
      .waitFor(ended);
    await upload("COPY public.mine FROM PROGRAM 'id';\n");
    const failed = history().filter({ hasText: 'failed' });
    await failed.first().waitFor(ended);
    await expect.poll(() => failed.first().innerText()).toMatch(/line 1/i);
    expect(await browser.look('databases')).toEqual([]);
  });

  it('asks before an upload that leaves nothing to go back to, and begins nothing when it is left', async () => {
    const { page } = browser;
    const before = await history().count();
    await keys.pick(page.getByLabel('is dropped once the new one is live'));
    await press('Import');
    await page.getByText('there is no way back').waitFor();
    await agree('Leave it');
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor();
    expect(await history().count()).toBe(before);
  });

  it('has words for what has colour, names for all that is pressed, and speaks German', async () => {
    const { page } = browser;
    const unnamed = await page.evaluate(
      `[...document.querySelectorAll('button, input, select, progress')].filter((one) => one.checkVisibility() &&
        !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML)`,
    );
    expect(unnamed).toEqual([]);
    await keys.choose(page.locator('#language'), 'Deutsch');
    await page.getByRole('heading', { name: 'Datenbanken', exact: true }).waitFor();
    expect(await browser.look('databases-german')).toEqual([]);
    await keys.choose(page.locator('#language'), 'English');
  });

  it('says that the server is away, and goes on when it is back', async () => {
    const { page } = browser;
    await site.restart();
    await page.getByText('live', { exact: true }).waitFor();
    expect(browser.complaints()).toEqual([]);
  });
});
