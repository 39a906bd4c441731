import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findProgram } from '../support/find-program.js';

/** A browser at the console. */
export interface OpenConsole {
  readonly page: Page;
  readonly browser: Browser;
  /** Requests that went elsewhere, scripts that ran from data, and what the browser complained about. */
  readonly complaints: () => readonly string[];
  /** What axe finds that is serious or worse, on the page as it is. */
  readonly barriers: () => Promise<readonly string[]>;
  /** Looks at the page in both widths and colours: what sticks out, and a picture where pictures are wanted. */
  readonly look: (name: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const openConsole = async (origin: string): Promise<OpenConsole> => {
  const browser = await chromium.launch({
    executablePath: findProgram('chromium', 'chromium-browser', 'google-chrome'),
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  page.setDefaultTimeout(60_000);
  const slower = Number(process.env['STEVEDORE_SLOW_BROWSER'] ?? '1');
  if (slower > 1) {
    await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower });
  }
  const heard: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`)) heard.push(`asked ${url}`);
  });
  page.on('pageerror', ({ message }) => heard.push(message));
  page.on('dialog', (dialog) => {
    // The browser's own question before a page is left; a test that expects it answers it.
    if (dialog.type() === 'beforeunload') return;
    heard.push(`a script said ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // The browser tells of each answer that is a problem, and of each connection that breaks.
    const expected = /status of [45]\d\d|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_NETWORK_IO/;
    if (message.type() === 'error' && !expected.test(message.text())) heard.push(message.text());
  });

  const barriers: OpenConsole['barriers'] = async () => {
    // Half a megabyte of script, which a page keeps until it is left.
    if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(AXE);
    const found = await page.evaluate<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>(
      'axe.run(document, { resultTypes: ["violations"] })',
    );
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  };

  return {
    page,
    browser,
    complaints: () => heard,
    barriers,
    look: async (name) => {
      const found: string[] = [];
      for (const [width, colorScheme] of [
        [390, 'dark'],
        [390, 'light'],
        [1440, 'dark'],
        [1440, 'light'],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const over = await tooWide(page);
        if (over > 0) found.push(`${name} is ${over} pixels too wide at ${width}`);
        found.push(...(await page.evaluate<string[]>(MISSHAPEN)).map((what) => `${name} at ${width}: ${what}`));
        found.push(...(await barriers()).map((barrier) => `${name} at ${width}, ${colorScheme}: ${barrier}`));
        const shots = process.env['STEVEDORE_SCREENSHOTS'];
        if (shots !== undefined && shots !== '') {
          await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        }
      }
      return found;
    },
    close: () => browser.close(),
  };
};

/** Boxes and buttons of choices that a rule for fields has stretched, and groups of them that are cut off. */
const MISSHAPEN = `[
  ...[...document.querySelectorAll('input:is([type=checkbox], [type=radio])')].filter((one) => one.offsetWidth > 32),
  ...[...document.querySelectorAll('fieldset.choices')].filter((one) => one.scrollHeight > one.clientHeight + 2),
].map((one) => 'misshapen: ' + one.outerHTML.slice(0, 200))`;

/** By how many pixels the page sticks out; what is drawn anew for another width gets the time for it. */
const tooWide = async (page: Page): Promise<number> => {
  for (let looks = 0; ; looks++) {
    const over = await page.evaluate<number>(
      `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
        resolve(document.documentElement.scrollWidth - innerWidth))))`,
    );
    if (over <= 0 || looks === MOST_LOOKS) return over;
    await page.waitForTimeout(100);
  }
};

const MOST_LOOKS = 50;
