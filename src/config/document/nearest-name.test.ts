import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.js';

const known = ['host', 'port', 'remote_path', 'file_patterns', 'private_key'];

test.each([
  ['prot', 'port'],
  ['hosts', 'host'],
  ['remotePath', 'remote_path'],
  ['file_pattern', 'file_patterns'],
  ['privatekey', 'private_key'],
])('takes "%s" for "%s"', (name, meant) => {
  expect(nearestName(name, known)).toBe(meant);
});

test('names nothing where nothing is near', () => {
  expect(nearestName('compression', known)).toBeUndefined();
});
