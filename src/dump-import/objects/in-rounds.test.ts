import { describe, expect, it } from 'vitest';
import { StevedoreError } from '../../contracts/errors.js';
import { inRounds } from './in-rounds.js';

const refusing = (refusals: Record<string, number>) => {
  const done: string[] = [];
  const left = new Map(Object.entries(refusals));
  const perform = (item: string) => {
    const times = left.get(item) ?? 0;
    left.set(item, times - 1);
    if (times > 0) return Promise.reject(new StevedoreError('MYSQL_STATEMENT_FAILED', `no ${item}`));
    done.push(item);
    return Promise.resolve();
  };
  return { done, perform };
};

describe('inRounds', () => {
  it('does again what failed as long as something succeeds, then after each delay', async () => {
    const { done, perform } = refusing({ a: 1, b: 3 });
    expect(await inRounds(['a', 'b', 'c'], perform, { delaysMs: [1] })).toEqual([]);
    expect(done).toEqual(['c', 'a', 'b']);
  });

  it('returns the final failures, in order, and does the rest', async () => {
    const { done, perform } = refusing({ a: 99, c: 99 });
    const failed = await inRounds(['a', 'b', 'c'], perform, { delaysMs: [1, 1] });
    expect(failed.map(({ item, error }) => [item, error.message])).toEqual([
      ['a', 'no a'],
      ['c', 'no c'],
    ]);
    expect(done).toEqual(['b']);
  });

  it('repeats what must come after something that was late', async () => {
    const { done, perform } = refusing({ t1: 1 });
    const follows = (other: string, item: string) => other.startsWith('t') && item.startsWith('t');
    expect(await inRounds(['t1', 't2', 'v', 't3'], perform, { delaysMs: [1], follows })).toEqual([]);
    expect(done).toEqual(['t2', 'v', 't3', 't1', 't2', 't3']);
  });

  it('throws at once what concerns everything', async () => {
    const lost = new StevedoreError('MYSQL_CONNECTION_LOST', 'gone');
    await expect(inRounds(['a', 'b'], () => Promise.reject(lost))).rejects.toBe(lost);
  });
});
