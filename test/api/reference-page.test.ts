import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/api/serve-app.js';
import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { createLazyStore } from '../../src/api/runs/lazy-store.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { findProgram } from '../support/find-program.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';

describe('/docs in a browser', () => {
  const client = connectTemporal({ address: '127.0.0.1:9', addressGiven: true, namespace: 'default', tls: 'off' });
  const foreign: string[] = [];
  const complaints: string[] = [];
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const store = createLazyStore(() => Promise.reject(new Error('away')));
    const settings = testSettings(undefined, KEY);
    const app = createApp({
      runs: createRunClient(client),
      store,
      settings,
      logger: silentLogger,
      readGenerations: nothingStands,
    });
    server = await serveApp(app, settings.api);
    browser = await chromium.launch({
      executablePath: findProgram('chromium', 'chromium-browser', 'google-chrome'),
      args: ['--no-sandbox'],
    });
    page = await browser.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(`${server.url}/`)) foreign.push(request.url());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await client.connection.close();
  });

  it('shows every operation, from this server alone, under its own policy', async () => {
    await page.goto(`${server.url}/swagger/index.html`);
    await page.waitForSelector('.opblock');
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const operations = Object.values(paths).flatMap((methods) => Object.keys(methods));
    expect(await page.locator('.opblock').count()).toBe(operations.length);
    expect(new URL(page.url()).pathname).toBe('/docs');
  });

  it('tries a request with the key that is given', async () => {
    await page.locator('.btn.authorize').first().click();
    await page.locator('#auth-bearer-value').fill(KEY);
    await page.locator('.auth-container .authorize').first().click();
    await page.locator('.auth-container .btn-done').first().click();
    const operation = page.locator('#operations-pipelines-listPipelines');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.try-out__btn').click();
    const answered = page.waitForResponse(/pipelines/);
    await operation.locator('.execute').click();
    const response = await answered;
    expect([response.status(), response.request().headers()['authorization']]).toEqual([200, `Bearer ${KEY}`]);
    await operation.locator('.live-responses-table').waitFor();
    expect([foreign, complaints]).toEqual([[], []]);
  });
});
