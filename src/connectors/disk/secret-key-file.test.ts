import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { keepSecretKey } from './secret-key-file.js';

it('a key is made once, for its owner only, and read from then on', async () => {
  const path = join(temporaryFolder('key'), 'data', 'secret.key');
  const made = await keepSecretKey(path);
  expect(made.isNew).toBe(true);
  expect(Buffer.from(made.key, 'base64')).toHaveLength(32);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await keepSecretKey(path)).toEqual({ key: made.key, isNew: false });
  expect(readFileSync(path, 'utf8')).toBe(`${made.key}\n`);
});

it('programs that start at once have one key, and leave nothing but its file', async () => {
  const folder = temporaryFolder('key');
  const keys = await Promise.all(Array.from({ length: 8 }, () => keepSecretKey(join(folder, 'secret.key'))));
  expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
  expect(keys.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(Buffer.from(keys[0]?.key ?? '', 'base64')).toHaveLength(32);
  expect(readdirSync(folder)).toEqual(['secret.key']);
});
