import { expect, test } from 'vitest';
import { installationOf, workerIdentity } from './worker-identity.js';

const ID = '0b9c1c3e-27d5-4f0a-9a52-6a4a1f8f3c11';

test('the installation is read from a worker identity, whatever its host is called', () => {
  expect(installationOf(workerIdentity(17, 'web1', ID))).toBe(ID);
  expect(installationOf(workerIdentity(17, 'a/b@c', ID))).toBe(ID);
});

test.each(['17@web1', '17@web1/', `web1/${ID}`, `17@web1/${ID}x`, ''])('"%s" names no installation', (identity) => {
  expect(installationOf(identity)).toBeUndefined();
});
