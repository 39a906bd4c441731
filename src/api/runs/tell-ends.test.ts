import { expect, it } from 'vitest';
import { shareRecent } from '../dump-import/share-recent.js';
import type { RunReader } from './read-runs.js';
import { tellEnds } from './tell-ends.js';

it('whoever was shown the end of a run is shown no status of before it', async () => {
  let status: 'running' | 'success' = 'running';
  const recent = shareRecent<string>(60_000);
  const shared = () => recent.read(() => Promise.resolve(status));
  const byId = () => Promise.resolve({ run: { status }, source: 'temporal' });
  const reader = tellEnds({ byId } as unknown as RunReader, () => {
    recent.forget();
  });
  expect(await shared()).toBe('running');
  await reader.byId('r1');
  status = 'success';
  expect(await shared()).toBe('running');
  expect((await reader.byId('r1')).run.status).toBe('success');
  expect(await shared()).toBe('success');
});
