import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyIdOf, seal, unseal } from './seal.js';

const key = randomBytes(32);

test('a sealed text opens with its key at its place, and is not to be seen in what is kept', () => {
  const sealed = seal(key, 'a/1', 'pässword');
  expect(unseal(key, 'a/1', sealed)).toBe('pässword');
  expect(Buffer.from(sealed.sealed, 'base64').includes('pässword')).toBe(false);
  expect(sealed.keyId).toBe(keyIdOf(key));
  expect(key.toString('hex')).not.toContain(sealed.keyId);
});

test('the same text is never sealed the same way', () => {
  expect(seal(key, 'a/1', 'text').sealed).not.toBe(seal(key, 'a/1', 'text').sealed);
});

test('another key, another place and a changed byte open nothing', () => {
  const sealed = seal(key, 'a/1', 'text');
  expect(unseal(randomBytes(32), 'a/1', sealed)).toBeUndefined();
  expect(unseal(key, 'a/2', sealed)).toBeUndefined();
  const bytes = Buffer.from(sealed.sealed, 'base64');
  for (const position of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[position] = (changed[position] ?? 0) ^ 1;
    expect(unseal(key, 'a/1', { ...sealed, sealed: changed.toString('base64') })).toBeUndefined();
  }
  expect(unseal(key, 'a/1', { ...sealed, sealed: '' })).toBeUndefined();
});
