import { expect, it } from 'vitest';
import { createLookAtTarget } from './look-at-target.js';

it('asks the target once, however often it is called, and says since when it is away until it is back', async () => {
  let asked = 0;
  let away = true;
  const look = createLookAtTarget(() => {
    asked += 1;
    return away ? Promise.reject(new Error('nobody listens')) : Promise.resolve();
  }, 50);
  const [first, second] = await Promise.all([look(), look()]);
  expect(asked).toBe(1);
  expect(first).toMatchObject({ reason: 'nobody listens' });
  expect(second).toEqual(first);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await look()).toEqual(first);
  away = false;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await look()).toBeUndefined();
});

it('does not wait for a target that never answers', async () => {
  const look = createLookAtTarget(() => new Promise(() => undefined));
  expect(await look()).toMatchObject({ reason: 'no answer within 700 ms' });
});
