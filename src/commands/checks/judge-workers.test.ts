import { expect, test } from 'vitest';
import { workerIdentity } from '../../contracts/worker-identity.js';
import { judgeWorkers } from './judge-workers.js';

const OURS = '0b9c1c3e-27d5-4f0a-9a52-6a4a1f8f3c11';
const THEIRS = '5d2f6a90-6f1b-4c8e-8a52-1a4a1f8f3c22';

test('a worker of this installation is all that is needed', () => {
  const workers = [{ identity: workerIdentity(1, 'web1', OURS), host: 'web1' }];
  expect(judgeWorkers(workers, OURS, 'default')).toEqual([{ what: 'worker', state: 'ok', text: 'one is alive' }]);
  expect(judgeWorkers([], OURS, 'default')).toMatchObject([{ state: 'warn', text: 'none is alive' }]);
});

test("another installation's worker is not one of this installation, and is reported with its host and identity", () => {
  const identity = workerIdentity(2, 'web2', THEIRS);
  for (const installation of [OURS, undefined]) {
    expect(judgeWorkers([{ identity, host: 'web2' }], installation, 'prod')).toMatchObject([
      { state: 'warn', text: 'none is alive' },
      { state: 'fail', text: expect.stringMatching(`"${identity}" on host "web2" .* namespace "prod"`) },
    ]);
  }
});

test('a worker that names no installation is reported, but not known to be wrong', () => {
  expect(
    judgeWorkers([{ identity: '3@web3' }, { identity: workerIdentity(1, 'web1', OURS) }], OURS, 'default'),
  ).toMatchObject([{ state: 'ok' }, { state: 'warn', text: expect.stringContaining('"3@web3" answers') }]);
});
