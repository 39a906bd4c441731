/**
 * `npx tsx scripts/shrink-pictures.ts FROM INTO NAME…`: the pictures FROM/NAME-*.png as INTO/console-NAME-*.webp, each
 * cut off below what fits on a page of a document. Chromium draws them, which the tests of the console need anyway.
 */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram } from '../test/support/find-program.js';

const [from = '', into = '', ...names] = process.argv.slice(2);
const executablePath = findProgram('chromium', 'chromium-browser', 'google-chrome');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
let all = 0;
for (const name of names) {
  const pictures = readdirSync(from).filter((file) => /^\d+-(?:dark|light)\.png$/.test(file.slice(name.length + 1)));
  const own = pictures.filter((file) => file.startsWith(`${name}-`));
  if (own.length === 0) throw new Error(`There is no picture of "${name}": the tests have looked at no such page`);
  for (const file of own) {
    const source = `data:image/png;base64,${readFileSync(join(from, file)).toString('base64')}`;
    const shrunk = await page.evaluate<string>(`(async () => {
      const picture = new Image();
      picture.src = ${JSON.stringify(source)};
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = Math.min(picture.height, Math.round(picture.width * (picture.width > 1000 ? 1.2 : 4)));
      canvas.getContext('2d').drawImage(picture, 0, 0);
      return canvas.toDataURL('image/webp', 0.7);
    })()`);
    const target = join(into, `console-${file.replace(/png$/, 'webp')}`);
    writeFileSync(target, Buffer.from(shrunk.slice(shrunk.indexOf(',') + 1), 'base64'));
    all += statSync(target).size;
  }
}
await browser.close();
console.log(`${Math.round(all / 1024)} KiB of pictures`);
