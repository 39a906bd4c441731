import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../support/find-program.js';
import type { EnvironmentSite } from './environment-site.js';
import { startEnvironmentSite } from './environment-site.js';

const HTML = '<img src=x onerror="document.title=1"><b>no & "yes"';

describe('the page at /', () => {
  let site: EnvironmentSite;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    site = await startEnvironmentSite();
    await site.source.query(
      `create table "${HTML.replaceAll('"', '""')}" (id int primary key, note text not null);
       insert into "${HTML.replaceAll('"', '""')}" select g, repeat(md5(g::text), 8) from generate_series(1, 20000) g;`,
      'origin',
    );
    browser = await chromium.launch({
      executablePath: findProgram('chromium', 'chromium-browser', 'google-chrome'),
      args: ['--no-sandbox'],
    });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('request', (request) => {
      if (!/^(?:blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) foreign.push(request.url());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  }, 60_000);

  const history = () => page.locator('#history tbody tr');
  const confirm = () => page.locator('#confirm-yes').click();

  it('asks for the key, says when it is wrong, and forgets it with the tab', async () => {
    await page.goto(site.api);
    await page.locator('#key-text').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The key is not accepted').waitFor();
    expect(await page.locator('#content').isVisible()).toBe(false);
    await page.locator('#key-text').fill(site.key);
    await page.keyboard.press('Enter');
    await page.locator('#databases tbody tr').first().waitFor();
    await page.getByText('live', { exact: false }).first().waitFor();
    const other = await browser.newPage();
    await other.goto(site.api);
    await other.locator('#key').waitFor();
    await other.close();
  });

  it('tries a database, and says which are refused as destinations and why', async () => {
    await page.getByRole('button', { name: 'Test local' }).click();
    await page.getByText(/✓ works: PostgreSQL \d/).waitFor();
    const refused = page.locator('#sync-destination option', { hasText: 'production (refused)' });
    expect(await refused.getAttribute('disabled')).not.toBeNull();
    expect(await page.locator('#sync-refused').innerText()).toMatch(/production: .*protected/i);
  });

  it('follows a sync to its end, with percent, table and rows, and shows names of HTML as text', async () => {
    site.slow.set('down', { bytesPerSecond: 700_000 });
    await page.locator('#sync-source').selectOption('staging');
    await page.locator('#sync-destination').selectOption('local');
    await page.locator('#sync-form button[type=submit]').click();
    await confirm();
    const card = page.locator('.job').first();
    await card.waitFor();
    await card.getByText(HTML, { exact: false }).first().waitFor();
    const bar = card.locator('progress');
    const seen = new Set<number>();
    while ((await history().count()) === 0) {
      seen.add(Number(await bar.getAttribute('value', { timeout: 500 }).catch(() => 0)));
      await page.waitForTimeout(100);
    }
    site.slow.set('down', {});
    expect(seen.size).toBeGreaterThan(2);
    expect(await history().first().innerText()).toMatch(/sync staging → local[\s\S]*success[\s\S]*20,000/);
    expect(await page.locator('.job').count()).toBe(0);
    expect([await page.title(), await page.locator('img').count()]).toEqual(['Stevedore: databases', 0]);
  });

  it('rolls a database back to what it was before the sync, and again to the copy', async () => {
    await site.destination.query('create table if not exists prev_public.was (a int)', 'shop');
    const tables = () =>
      site.destination.query("select string_agg(tablename, '|') from pg_tables where schemaname = 'public'", 'shop');
    expect(await tables()).toBe(HTML);
    for (const then of ['was', HTML]) {
      const row = page.locator('#databases tbody tr').filter({ hasText: /^local/ });
      await row.getByRole('button', { name: 'Roll back local' }).click();
      expect(await page.locator('#confirm-text').innerText()).toMatch(/^local becomes what it was: /);
      const before = await history()
        .filter({ hasText: /^rollback/ })
        .count();
      await confirm();
      await expect
        .poll(
          () =>
            history()
              .filter({ hasText: /^rollback[\s\S]*success/ })
              .count(),
          { timeout: 40_000 },
        )
        .toBe(before + 1);
      expect(await tables()).toBe(then);
      await row.getByRole('button', { name: 'Roll back local' }).waitFor();
    }
    // What may not be written is not rolled back.
    expect(await page.getByRole('button', { name: /^Roll back/ }).count()).toBe(1);
  });

  it('cancels one by the keyboard alone, which leaves the database as it was', async () => {
    site.slow.set('down', { bytesPerSecond: 100_000 });
    await page.locator('#sync-form button[type=submit]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#confirm').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const cancel = page.getByRole('button', { name: 'Cancel sync staging → local' });
    await cancel.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#history').getByText('cancelled').first().waitFor({ timeout: 40_000 });
    site.slow.set('down', {});
    expect(await site.destination.query("select count(*) from pg_namespace where nspname ~ '^imp_'", 'shop')).toBe('0');
  });

  it('exports, and saves the dump that it lists', async () => {
    await page.locator('#export-database').selectOption('local');
    await page.locator('#export-form button[type=submit]').click();
    const button = page.getByRole('button', { name: /^Download local-/ });
    await button.waitFor({ timeout: 40_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(download.suggestedFilename()).toMatch(/^local-\d{8}T\d{6}Z\.sql\.gz$/);
    const saved = readFileSync(await download.path());
    expect(saved.equals(readFileSync(`${site.dumps}/${download.suggestedFilename()}`))).toBe(true);
  });

  it('uploads a dump and imports it, and shows why another one is refused', async () => {
    const upload = async (sql: string) => {
      await page
        .locator('#import-upload')
        .setInputFiles({ name: 'mine.sql', mimeType: 'application/sql', buffer: Buffer.from(sql) });
      await page.locator('#import-database').selectOption('spare');
      await page.locator('#import-form button[type=submit]').click();
      await confirm();
    };
    await upload('CREATE TABLE public.mine (a integer);\nINSERT INTO public.mine VALUES (1);\n');
    await history()
      .filter({ hasText: /import mine-/ })
      .getByText('success')
      .waitFor({ timeout: 40_000 });
    await upload("COPY public.mine FROM PROGRAM 'id';\n");
    const failed = history().filter({ hasText: 'failed' });
    await failed.first().waitFor({ timeout: 40_000 });
    expect(await failed.first().innerText()).toMatch(/line 1/i);
  });

  it('is usable at 390 pixels, has words for what has colour, and nothing of it comes from elsewhere', async () => {
    for (const [width, colorScheme] of [
      [390, 'dark'],
      [1440, 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      const shots = process.env['STEVEDORE_SCREENSHOTS'];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/${width}-${colorScheme}.png`, fullPage: true });
    }
    const unnamed = await page.evaluate(
      `[...document.querySelectorAll('button, input, select, progress')].filter((one) => one.checkVisibility() &&
        !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML)`,
    );
    expect(unnamed).toEqual([]);
    expect([foreign, complaints]).toEqual([[], []]);
  });
});
