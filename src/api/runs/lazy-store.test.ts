import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ApiStore } from '../deps.js';
import { StevedoreError } from '../../contracts/errors.js';
import { createLazyStore } from './lazy-store.js';

it('opens a store that was away, but not with every request', async () => {
  let tries = 0;
  let away = true;
  const store = createLazyStore(async () => {
    await Promise.resolve();
    tries += 1;
    if (away) throw new StevedoreError('MYSQL_UNREACHABLE', 'Connecting: nobody is there');
    return { ping: () => Promise.resolve() } as ApiStore;
  }, 20);
  const problem = { code: 'STORE_UNREACHABLE', message: expect.stringContaining('nobody is there') as string };
  await expect(store.ping()).rejects.toMatchObject(problem);
  await expect(store.ping()).rejects.toMatchObject(problem);
  expect(tries).toBe(1);
  away = false;
  await sleep(60);
  await store.ping();
  await store.ping();
  expect(tries).toBe(2);
});

it('keeps the text of a driver to itself', async () => {
  const store = createLazyStore(() => Promise.reject(new Error('insert into person values (1)')));
  const error = await store.ping().catch((thrown: unknown) => thrown as Error);
  expect(String(error)).not.toContain('person');
});
