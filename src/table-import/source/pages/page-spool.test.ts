import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { PageSpool } from './page-spool.js';

const directory = mkdtempSync(join(tmpdir(), 'spool-'));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a try that another one has taken over from writes no page more', async () => {
  const page = (hash: string) => ({ hash, next: { page: 2 } });
  const first = await PageSpool.open(directory, { identity: 'x' });
  await first.add(['{"id":1}'], page('a'));
  const second = await PageSpool.open(directory, { identity: 'x' });
  await second.add(['{"id":2}'], page('b'));
  await expect(first.add(['{"id":2}'], page('b'))).rejects.toThrow('another try has taken over');
  await second.add(['{"id":3}'], page('c'));
  expect(readFileSync(second.path, 'utf8')).toBe('{"id":1}\n{"id":2}\n{"id":3}\n');
  const third = await PageSpool.open(directory, { identity: 'x' });
  expect([third.items, third.pages.length, third.checksum]).toEqual([3, 3, second.checksum]);
});
