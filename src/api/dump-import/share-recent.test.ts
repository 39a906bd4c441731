import { describe, expect, it } from 'vitest';
import { shareRecent } from './share-recent.js';

describe('a reading that holds for a while', () => {
  let time = 0;
  let reads = 0;
  const read = () => Promise.resolve(++reads);

  it('is one for all who ask within it, and another one for those behind it', async () => {
    const recent = shareRecent<number>(1_000, () => time);
    expect(await Promise.all([recent.read(read), recent.read(read)])).toEqual([1, 1]);
    time = 999;
    expect(await recent.read(read)).toBe(1);
    time = 1_000;
    expect(await recent.read(read)).toBe(2);
  });

  it('is another one at once where something was changed, or where it failed', async () => {
    const recent = shareRecent<number>(1_000, () => time);
    const before = await recent.read(read);
    recent.forget();
    expect(await recent.read(read)).toBe(before + 1);
    recent.forget();
    await expect(recent.read(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await recent.read(read)).toBe(before + 2);
  });
});
