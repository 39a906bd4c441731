import { describe, expect, it } from 'vitest';
import type { StandingGeneration, StandingGenerations } from './generation.js';
import { chooseRollbackTarget } from './rollback-target.js';

const standing = (generation: number, age: number): StandingGeneration => ({
  generation,
  age,
  runId: 'r',
  preparedAt: '2026-01-01T00:00:00Z',
  databases: ['a'],
  archives: [],
  tables: 1,
  rows: 1,
});
const choose = (state: StandingGenerations, to?: number) => chooseRollbackTarget('import', state, to);

describe('the target of a rollback', () => {
  const state = { live: standing(5, 0), kept: [standing(4, 1), standing(2, 2)], pinned: ['a'] };

  it('is what was live last, unless another kept generation is asked for', () => {
    expect(choose(state)).toEqual({ generation: 4, age: 1 });
    expect(choose(state, 2)).toEqual({ generation: 2, age: 2 });
    expect(choose(state, 0)).toEqual({ generation: 0 });
  });

  it('is what was there before the first import where no generation is kept', () => {
    expect(choose({ ...state, kept: [] })).toEqual({ generation: 0 });
  });

  it('is never the generation before the one before, where that is not whole any more', () => {
    const broken = [{ generation: 4, age: 1, reason: '"prev_a" has no table "t"' }];
    const torn = { ...state, kept: [standing(2, 2)], broken };
    expect(() => choose(torn)).toThrow('generation 4 cannot be brought back: "prev_a" has no table "t"; there is 2, 0');
    expect(() => choose(torn, 4)).toThrow('generation 4 cannot be brought back');
    expect(choose(torn, 2)).toEqual({ generation: 2, age: 2 });
  });

  it('is not what was there before the first import where a live database had nothing', () => {
    expect(() => choose({ ...state, kept: [], pinned: ['b'] })).toThrow('there are no tables of "a" to go back to');
  });

  it('is refused with what there is instead', () => {
    expect(() => choose(state, 3)).toThrow('generation 3 is not kept; there is 4, 2, 0');
    expect(() => choose(state, 5)).toThrow('generation 5 is live already');
    expect(() => choose({ ...state, kept: [], pinned: [] })).toThrow('there is nothing to go back to');
    expect(() => choose({ kept: [], pinned: ['a'] })).toThrow('no generation published by Stevedore is live');
  });
});
