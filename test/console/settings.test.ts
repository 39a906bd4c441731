import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import { readMetrics } from '../support/read-metrics.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { WebhookReceiver } from '../support/webhook-receiver.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import { inSentence, NAUGHTY_NAMES } from './naughty-names.js';
import type { Keyboard } from './keyboard.js';
import { HAS_FOCUS, keyboardOf } from './keyboard.js';
import type { OpenConsole } from './open-console.js';
import { openConsole } from './open-console.js';

const PASSWORD = 'canary-warehouse-4711';
const [ODD = ''] = NAUGHTY_NAMES;

describe('the settings in the console', () => {
  let portal: Portal;
  let postgres: PostgresServer;
  let ops: WebhookReceiver;
  /** It is gone for the first notification, and takes the others. */
  let gone: WebhookReceiver;
  let browser: OpenConsole;
  let keys: Keyboard;

  beforeAll(async () => {
    [portal, postgres, ops, gone] = await Promise.all([
      startPortal(),
      startPostgres(),
      startWebhookReceiver(),
      startWebhookReceiver([410]),
    ]);
    await postgres.query(`CREATE ROLE keeper LOGIN PASSWORD '${PASSWORD}'`);
    const warehouse = { kind: 'postgres', host: '127.0.0.1', user: 'keeper', password: PASSWORD, database: 'postgres' };
    const events = ['success'];
    portal.configure({
      network: { allow: ['127.0.0.1'] },
      notifications: { ops: { url: ops.url, events }, pager: { url: gone.url, events } },
      connections: {
        warehouse: { ...warehouse, port: postgres.port },
        gone: { ...warehouse, port: await freePort() },
        odd: { ...warehouse, port: postgres.port, user: ODD, database: ODD },
      },
    });
    await portal.makeArchives();
    await Promise.all([portal.startWorker(), portal.startServer()]);
    browser = await openConsole(portal.apiUrl);
    keys = keyboardOf(browser.page);
  });
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await postgres?.stop();
    for (const receiver of [ops, gone]) await receiver?.stop();
  });

  const button = (name: string) => browser.page.getByRole('button', { name, exact: true });
  const dialog = () => browser.page.getByRole('dialog');
  const sessionOf = async (key: string) =>
    (await fetch(`${portal.apiUrl}/api/v1/session`, { headers: { authorization: `Bearer ${key}` } })).status;
  const press = (name: string) => keys.press(button(name).first());
  const part = (name: string) =>
    keys.press(browser.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }));
  /** Whether it has the focus still, or again. */
  const isFocused = (what: Locator) => expect.poll(() => what.evaluate(HAS_FOCUS)).toBe(true);

  it('say how the installation stands, what the server takes, and which versions answer', async () => {
    const { page } = browser;
    await page.goto(`${portal.apiUrl}/`);
    await keys.press(page.getByRole('link', { name: 'Settings' }));
    await page.getByRole('heading', { name: 'What the server needs' }).waitFor();
    const needs = page.locator('.dependencies li');
    await expect
      .poll(() => needs.allInnerTexts())
      .toEqual([
        expect.stringMatching(/Temporal\s+✓ answers/),
        expect.stringMatching(/Workers\s+✓ answers/),
        expect.stringMatching(/Store\s+✓ answers/),
        expect.stringMatching(/Target\s+✓ answers/),
      ]);
    const server = page.getByRole('region', { name: 'This server' });
    await expect.poll(() => server.innerText()).toMatch(/\d+\s?%[\s\S]*\d MiB/);
    const metrics = async () => readMetrics(await (await fetch(`${portal.apiUrl}/metrics`)).text());
    const figures = [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'stevedore_folder_free_bytes{folder="work"}',
    ];
    for (const figure of figures)
      await expect.poll(async () => (await metrics()).get(figure), { message: figure }).toBeGreaterThan(0);
    const versions = () => page.getByRole('region', { name: 'Versions' }).innerText();
    await expect.poll(versions).toMatch(/Stevedore\s+\d+\.\d+\.\d+[\s\S]*Node\.js\s+\d+\.[\s\S]*Temporal\s+1\.\d+/);
    await expect.poll(versions).toMatch(/Store\s+(?:MariaDB|MySQL) \d+\.\d+/);
    await page.getByRole('table', { name: 'Workers' }).getByText('@test-host').waitFor();
    expect(await browser.look('settings-health')).toEqual([]);
  });

  it('show the connections without secrets, and try one', async () => {
    const { page } = browser;
    await part('Connections');
    await page.getByRole('table', { name: 'Connections' }).getByText('warehouse').waitFor();
    expect(await page.content()).not.toContain(PASSWORD);
    await press('Test warehouse');
    await page.locator('.chip.good', { hasText: 'works' }).waitFor();
    await isFocused(button('Test warehouse'));
    await page.getByText(/^PostgreSQL \d+/).waitFor();
    await press('Test gone');
    await page.locator('.chip.bad', { hasText: 'does not work' }).waitFor();
    await press('Test odd');
    await page.locator('.chip.bad').nth(1).waitFor();
    for (const cell of await page.locator('tr', { hasText: 'odd' }).locator('bdi', { hasText: 'onerror' }).all())
      expect(await cell.innerText()).toBe(ODD);
    expect(await page.content()).not.toContain(PASSWORD);
    expect(await browser.look('settings-connections')).toEqual([]);
  });

  it('show who was told of what, send it again where it did not arrive, and a test', async () => {
    const { page } = browser;
    await part('Notifications');
    await page.getByText('Nobody was told of anything yet.').waitFor();
    expect(await browser.look('settings-notifications-none')).toEqual([]);
    const runId = await portal.startRun();
    expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
    const told = page.getByRole('table', { name: 'Notifications' }).locator('tbody tr');
    const arrived = told.filter({ hasText: /ops[\s\S]*Success · import[\s\S]*arrived/ });
    const givenUp = told.filter({ hasText: /pager[\s\S]*Success · import[\s\S]*given up[\s\S]*410/ });
    await arrived.waitFor();
    await givenUp.waitFor();
    expect(await browser.look('settings-notifications')).toEqual([]);
    await keys.choose(page.getByLabel('State'), 'given up');
    await arrived.waitFor({ state: 'detached' });
    await keys.choose(page.getByLabel('State'), 'all');
    await arrived.waitFor();

    await press('Send again: Success, to pager');
    await told.filter({ hasText: /pager[\s\S]*Success · import[\s\S]*arrived/ }).waitFor();
    const ids = gone.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);

    await press('Send a test');
    await keys.write(dialog().getByLabel('Receiver'), 'nobody');
    await page.keyboard.press('Enter');
    await dialog().getByText('RECEIVER_UNKNOWN').waitFor();
    await keys.write(dialog().getByLabel('Receiver'), 'ops');
    await page.keyboard.press('Enter');
    await told.filter({ hasText: /ops[\s\S]*Test[\s\S]*arrived/ }).waitFor();
    expect(ops.received.some(({ body }) => body.includes('A test of Stevedore'))).toBe(true);
    await keys.press(told.getByRole('link', { name: 'import' }).first());
    await page.locator('.run-header .chip', { hasText: 'success' }).waitFor();
    // What is told has names of tables and messages of servers in it.
    for (const name of NAUGHTY_NAMES) {
      const body = JSON.stringify({ type: 'test', timestamp: new Date().toISOString(), data: { text: name } });
      const [error, sent] = [name, body].map(
        (text) => `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`,
      );
      await portal.target.query(
        `UPDATE stevedore.notifications SET error = ${error}, body = ${sent} WHERE event = 'test'`,
      );
      await page.goto(`${portal.apiUrl}/settings/notifications`);
      await told.filter({ hasText: 'Test' }).first().waitFor();
      const said = inSentence(name);
      expect(await told.filter({ hasText: 'Test' }).first().locator('p').allTextContents()).toEqual([said, said]);
    }
  });

  it('create a key whose text is shown once, rotate it and revoke it, by the keyboard alone where a form is', async () => {
    const { page } = browser;
    await part('Keys');
    await page.getByText('There is no key yet.').waitFor();
    await press('New key');
    expect(await browser.look('settings-new-key')).toEqual([]);
    await keys.write(page.getByLabel('Name', { exact: true }), 'n8n');
    await keys.choose(page.getByLabel('Role'), 'operator');
    await keys.tick(page.getByLabel('import', { exact: true }));
    // Day and month are the same, and no morning is an evening: whatever the order and the clock of the browser.
    const year = new Date().getFullYear() + 2;
    const expires = page.getByLabel('Expires (empty: never)');
    await keys.reach(expires);
    for (const key of [...`1111${year}`, 'ArrowRight', ...'1111', 'a']) await page.keyboard.press(key);
    expect(await expires.inputValue()).toBe(`${year}-11-11T11:11`);
    await keys.write(page.getByLabel('Requests a minute'), '600');
    await keys.write(page.getByLabel('Requests at a time'), '5');
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
    await expect.poll(() => row.innerText()).toMatch(/n8n[\s\S]* ago/);
    expect(await page.content()).not.toContain(first);

    await press('Rotate n8n');
    await keys.choose(dialog().getByLabel('The text of before is accepted for'), 'an hour');
    await keys.agree('Rotate');
    await text.waitFor();
    const second = await text.inputValue();
    expect(second).not.toBe(first);
    expect([await sessionOf(first), await sessionOf(second)]).toEqual([200, 200]);
    await page.getByText('has a new text').waitFor();
    await press('I have it');
    await text.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement === document.body')).toBe(false);
    expect(await page.content()).not.toContain(second);
    expect(await browser.look('settings-keys')).toEqual([]);

    await press('Revoke n8n');
    await keys.agree('Revoke');
    await expect.poll(async () => [await sessionOf(first), await sessionOf(second)]).toEqual([401, 401]);
    await page.getByText('There is no key yet.').waitFor();
    // Its row is gone; the focus is not.
    await expect.poll(() => page.evaluate('document.activeElement.closest("main section") !== null')).toBe(true);
    await keys.tick(page.getByLabel('Also those that have ended'));
    await page.getByText('revoked').first().waitFor();
  });

  it('show who did what a page at a time, and whether that is what was written', async () => {
    const { page } = browser;
    // An answer waits for its entry up to a limit only.
    const recorded = async () =>
      ((await portal.get('/api/v1/audit?limit=200')).body['audit'] as { action: string }[]).map(({ action }) => action);
    const actions = ['createKey', 'rotateKey', 'revokeKey', 'testConnection'];
    await expect.poll(recorded).toEqual(expect.arrayContaining(actions));
    await part('Audit');
    const list = page.getByRole('table', { name: 'Who did what' });
    for (const action of actions) await list.getByText(action, { exact: true }).first().waitFor();
    await press('Verify');
    await page.getByText(/entries are what was written/).waitFor();
    const end = await page.locator('.note code').last().innerText();
    await keys.write(page.getByLabel('A hash that was noted earlier'), end);
    await press('Verify');
    await page.getByText('The noted hash is one of them.').waitFor();
    expect(await browser.look('settings-audit')).toEqual([]);

    // More than a page.
    const before = (await recorded()).length;
    await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        portal.post(`/api/v1/connections/${encodeURIComponent(NAUGHTY_NAMES[at % NAUGHTY_NAMES.length] ?? '')}/test`),
      ),
    );
    await expect.poll(async () => (await recorded()).length).toBe(before + 60);
    await keys.choose(page.getByLabel('Pipeline'), 'import');
    await expect.poll(() => list.locator('tbody tr').count()).toBe(2);
    for (const action of ['startRun', 'resendNotification']) await list.getByText(action, { exact: true }).waitFor();
    await keys.choose(page.getByLabel('Pipeline'), 'all');
    await press('Older');
    await expect.poll(() => list.innerText()).toContain('createKey');
    await list.getByText('createKey', { exact: true }).waitFor();
    await press('Newer');
    await expect.poll(() => list.locator('tbody tr').count()).toBe(50);
    for (const name of NAUGHTY_NAMES) await list.locator('bdi').getByText(name, { exact: true }).first().waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await button('Newer').isDisabled()).toBe(true);
    await isFocused(button('Newer'));

    await portal.target.query("UPDATE stevedore.audit_entries SET asked_by = 'eve' WHERE action = 'createKey'");
    await keys.write(page.getByLabel('A hash that was noted earlier'), '');
    await press('Verify');
    await page.getByText(/Not what was written: 1 of \d+ entries do not fit/).waitFor();
    expect(await browser.look('settings-audit-broken')).toEqual([]);
  });

  it('speak German', async () => {
    const { page } = browser;
    await keys.choose(page.locator('#language'), 'Deutsch');
    await page.getByRole('heading', { name: 'Wer hat was getan' }).waitFor();
    await page.goto(`${portal.apiUrl}/settings`);
    await page.getByRole('heading', { name: 'Was der Server braucht' }).waitFor();
    expect(await browser.look('settings-health-de')).toEqual([]);
    await keys.press(page.getByRole('link', { name: 'Benachrichtigungen' }));
    await page.getByRole('table', { name: 'Benachrichtigungen' }).getByText('angekommen').first().waitFor();
    expect(await browser.look('settings-notifications-de')).toEqual([]);
    expect(browser.complaints()).toEqual([]);
  });
});
