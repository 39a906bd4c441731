import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';

const FOLDER = new URL('recorded/', import.meta.url);
const RECORDED = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, shape: /-([a-z]+)\.sql$/.exec(name)?.[1] ?? '' }));

let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite([...new Set(RECORDED.map(({ shape }) => shape))]);
});
afterAll(() => site.stop());

describe('a recorded export', () => {
  it.each(RECORDED)("$name goes live as the vendor's client makes it", async ({ name, shape }) => {
    const file = fileURLToPath(new URL(name, FOLDER));
    await site.loadByClient(shape, file, []);
    await site.importOurWay(shape, file, 'load-data');
    expect(await site.differences(shape)).toEqual([]);
  });
});
