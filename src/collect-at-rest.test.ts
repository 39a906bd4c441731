import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createCollectorAtRest } from './collect-at-rest.js';

/** Counts its collections. */
const counting = ({ leastBytes = 0 } = {}) => {
  let collections = 0;
  const collector = createCollectorAtRest(() => void (collections += 1), { restMs: 30, leastBytes });
  return { collector, collections: () => collections };
};

it('collects once when no work has been under way for a while', async () => {
  const { collector, collections } = counting();
  await Promise.all([collector.during(() => sleep(5)), collector.during(() => sleep(120))]);
  expect(collections()).toBe(0);
  await expect.poll(collections).toBe(1);
  await sleep(100);
  expect(collections()).toBe(1);
});

it('collects nothing between works that follow each other soon, and after one that failed', async () => {
  const { collector, collections } = counting();
  for (let work = 0; work < 10; work++) await collector.during(() => sleep(10));
  expect(collections()).toBe(0);
  await expect(collector.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect.poll(collections).toBe(1);
});

it('leaves what is little more than after the collection before', async () => {
  const { collector, collections } = counting({ leastBytes: 1e9 });
  await collector.during(() => sleep(1));
  await expect.poll(collections).toBe(1);
  await collector.during(() => sleep(1));
  await sleep(100);
  expect(collections()).toBe(1);
});

it('gives memory of buffers back, and hands no collector to contexts that are made later', async () => {
  const collector = createCollectorAtRest(undefined, { restMs: 10, leastBytes: 0 });
  let buffers: Buffer[] | undefined = Array.from({ length: 40 }, () => Buffer.alloc(1_000_000, 1));
  const full = process.memoryUsage().arrayBuffers;
  expect(full).toBeGreaterThan(40e6);
  buffers = undefined;
  await collector.during(() => Promise.resolve(buffers));
  await expect.poll(() => process.memoryUsage().arrayBuffers, { timeout: 10_000 }).toBeLessThan(full - 35e6);
  expect(runInNewContext('typeof gc')).toBe('undefined');
});
