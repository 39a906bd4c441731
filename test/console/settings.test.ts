import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import { readMetrics } from '../support/read-metrics.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

const PASSWORD = 'canary-warehouse-4711';

describe('the settings in the console', () => {
  let portal: Portal;
  let postgres: PostgresServer;
  let browser: OpenConsole;

  beforeAll(async () => {
    [portal, postgres] = await Promise.all([startPortal(), startPostgres()]);
    await postgres.query(`CREATE ROLE keeper LOGIN PASSWORD '${PASSWORD}'`);
    const warehouse = { kind: 'postgres', host: '127.0.0.1', user: 'keeper', password: PASSWORD, database: 'postgres' };
    portal.configure({
      connections: {
        warehouse: { ...warehouse, port: postgres.port },
        gone: { ...warehouse, port: await freePort() },
      },
    });
    await portal.makeArchives();
    await Promise.all([portal.startWorker(), portal.startServer()]);
    browser = await openConsole(portal.apiUrl);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await postgres?.stop();
  }, 60_000);

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const dialog = () => browser.page.getByRole('dialog');
  const sessionOf = async (key: string) =>
    (await fetch(`${portal.apiUrl}/api/v1/session`, { headers: { authorization: `Bearer ${key}` } })).status;
  const part = (name: string) => browser.page.getByRole('navigation', { name: 'Settings' }).getByText(name).click();

  it('say how the installation stands, what the server takes, and which versions answer', async () => {
    const { page } = browser;
    await page.goto(`${portal.apiUrl}/`);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'What the server needs' }).waitFor();
    const needs = page.locator('.dependencies li');
    await expect
      .poll(() => needs.allInnerTexts(), { timeout: 30_000 })
      .toEqual([
        expect.stringMatching(/Temporal\s+✓ answers/),
        expect.stringMatching(/Workers\s+✓ answers/),
        expect.stringMatching(/Store\s+✓ answers/),
        expect.stringMatching(/Target\s+✓ answers/),
      ]);
    const server = page.getByRole('region', { name: 'This server' });
    expect(await server.innerText()).toMatch(/\d+\s?%[\s\S]*\d MiB/);
    const metrics = readMetrics(await (await fetch(`${portal.apiUrl}/metrics`)).text());
    const figures = [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'stevedore_folder_free_bytes{folder="work"}',
    ];
    for (const figure of figures) expect(metrics.get(figure), figure).toBeGreaterThan(0);
    const versions = await page.getByRole('region', { name: 'Versions' }).innerText();
    expect(versions).toMatch(/Stevedore\s+\d+\.\d+\.\d+[\s\S]*Node\.js\s+\d+\.[\s\S]*Temporal\s+1\.\d+/);
    expect(versions).toMatch(/Store\s+(?:MariaDB|MySQL) \d+\.\d+/);
    await page.getByRole('table', { name: 'Workers' }).getByText('@test-host').waitFor();
    expect(await browser.look('settings-health')).toEqual([]);
  });

  it('show the connections without secrets, and try one', async () => {
    const { page } = browser;
    await part('Connections');
    await page.getByRole('table', { name: 'Connections' }).getByText('warehouse').waitFor();
    expect(await page.content()).not.toContain(PASSWORD);
    await button('Test warehouse').click();
    await page.locator('.chip.good', { hasText: 'works' }).waitFor();
    await page.getByText(/^PostgreSQL \d+/).waitFor();
    await button('Test gone').click();
    await page.locator('.chip.bad', { hasText: 'does not work' }).waitFor();
    expect(await page.content()).not.toContain(PASSWORD);
    expect(await browser.look('settings-connections')).toEqual([]);
  });

  it('create a key whose text is shown once, rotate it and revoke it, by the keyboard alone where a form is', async () => {
    const { page } = browser;
    await part('Keys');
    await page.getByText('There is no key yet.').waitFor();
    await button('New key').click();
    expect(await browser.look('settings-new-key')).toEqual([]);
    await page.getByLabel('Name', { exact: true }).fill('n8n');
    await page.keyboard.press('Tab');
    await page.keyboard.type('operator');
    await page.getByLabel('import', { exact: true }).focus();
    await page.keyboard.press('Space');
    const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 16);
    await page.getByLabel('Expires (empty: never)').fill(inAYear);
    await page.getByLabel('Requests a minute').fill('600');
    await page.getByLabel('Requests at a time').fill('5');
    await page.keyboard.press('Enter');
    const text = page.getByLabel('Text of the key', { exact: true });
    await text.waitFor();
    const first = await text.inputValue();
    expect(first).toMatch(/^stv_[0-9a-f]{40}$/);
    await expect.poll(() => page.evaluate('document.activeElement?.value')).toBe(first);
    expect(await sessionOf(first)).toBe(200);
    const row = page.getByRole('table', { name: 'API keys' }).locator('tbody tr').first();
    await expect.poll(() => row.innerText()).toMatch(/n8n[\s\S]*operator[\s\S]*import[\s\S]*600 a minute, 5 at a time/);
    expect(await browser.look('settings-key-made')).toEqual([]);

    // It is nowhere but in that page.
    await page.reload();
    await expect.poll(() => row.innerText()).toContain('seconds ago');
    expect(await page.content()).not.toContain(first);

    await button('Rotate n8n').click();
    await dialog().getByLabel('The text of before is accepted for').selectOption('3600');
    await dialog().getByRole('button', { name: 'Rotate' }).click();
    await text.waitFor();
    const second = await text.inputValue();
    expect(second).not.toBe(first);
    expect([await sessionOf(first), await sessionOf(second)]).toEqual([200, 200]);
    await page.getByText('has a new text').waitFor();
    await button('I have it').click();
    expect(await page.content()).not.toContain(second);
    expect(await browser.look('settings-keys')).toEqual([]);

    await button('Revoke n8n').first().click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(async () => [await sessionOf(first), await sessionOf(second)]).toEqual([401, 401]);
    await page.getByText('There is no key yet.').waitFor();
    await page.getByLabel('Also those that have ended').check();
    await page.getByText('revoked').first().waitFor();
  });

  it('show who did what a page at a time, and whether that is what was written', async () => {
    const { page } = browser;
    await part('Audit');
    const list = page.getByRole('table', { name: 'Who did what' });
    for (const action of ['createKey', 'rotateKey', 'revokeKey', 'testConnection'])
      await list.getByText(action, { exact: true }).first().waitFor();
    await button('Verify').click();
    await page.getByText(/entries are what was written/).waitFor();
    const end = await page.locator('.note code').last().innerText();
    await page.getByLabel('A hash that was noted earlier').fill(end);
    await button('Verify').click();
    await page.getByText('The noted hash is one of them.').waitFor();
    expect(await browser.look('settings-audit')).toEqual([]);

    // More than a page.
    await Promise.all(Array.from({ length: 60 }, () => portal.post('/api/v1/connections/none/test')));
    await page.getByLabel('Pipeline').selectOption('import');
    await page.getByText('Nobody has changed anything yet.').waitFor();
    await page.getByLabel('Pipeline').selectOption('');
    await button('Older').click();
    await expect.poll(() => list.innerText()).toContain('createKey');
    await list.getByText('createKey', { exact: true }).waitFor();
    await button('Newer').click();
    await expect.poll(() => list.locator('tbody tr').count()).toBe(50);
    expect(await button('Newer').isDisabled()).toBe(true);

    await portal.target.query("UPDATE stevedore.audit_entries SET asked_by = 'eve' WHERE action = 'createKey'");
    await page.getByLabel('A hash that was noted earlier').fill('');
    await button('Verify').click();
    await page.getByText(/Not what was written: 1 of \d+ entries do not fit/).waitFor();
    expect(await browser.look('settings-audit-broken')).toEqual([]);
  });

  it('speak German', async () => {
    const { page } = browser;
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Wer hat was getan' }).waitFor();
    await page.goto(`${portal.apiUrl}/settings`);
    await page.getByRole('heading', { name: 'Was der Server braucht' }).waitFor();
    expect(await browser.look('settings-health-de')).toEqual([]);
    expect(browser.complaints()).toEqual([]);
  });
});
