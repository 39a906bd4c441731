import { describe, expect, it } from 'vitest';
import type { RollbackPlanInput } from './rollback-plan.js';
import { planRollback } from './rollback-plan.js';

const plan = (change: Partial<RollbackPlanInput>): string[] =>
  planRollback({
    pipeline: 'p',
    epoch: 7,
    live: 3,
    targetAge: 1,
    ages: [1],
    databases: [{ database: 'a', source: 'prev_a', retired: 'prev_a', leaving: ['t', 'new'], arriving: ['t', 'old'] }],
    others: [],
    ...change,
  }).map(({ from, to }) => `${from.schema}.${from.table} > ${to.schema}.${to.table}`);

describe('the one statement that rolls back', () => {
  it('lets the live generation and the one before change places, by way of staging', () => {
    expect(plan({})).toEqual([
      'stevedore.previous_p > stevedore.spent_target_p_7',
      'stevedore.current_p > stevedore.previous_p',
      'stevedore.next_p_7 > stevedore.current_p',
      'prev_a.t > imp_a.t',
      'prev_a.old > imp_a.old',
      'a.t > prev_a.t',
      'a.new > prev_a.new',
      'imp_a.t > a.t',
      'imp_a.old > a.old',
    ]);
  });

  it('moves the generations between by one place, and leaves the older ones', () => {
    const source = { database: 'a', source: 'prev2_a', retired: 'prev_a', leaving: ['t'], arriving: ['t'] };
    const others = [1, 3].map((age) => ({ database: 'a', age, tables: ['t'] }));
    expect(plan({ targetAge: 2, ages: [1, 2, 3], databases: [source], others })).toEqual([
      'stevedore.previous2_p > stevedore.spent_target_p_7',
      'stevedore.previous_p > stevedore.previous2_p',
      'stevedore.current_p > stevedore.previous_p',
      'stevedore.next_p_7 > stevedore.current_p',
      'prev2_a.t > imp_a.t',
      'prev_a.t > prev2_a.t',
      'a.t > prev_a.t',
      'imp_a.t > a.t',
    ]);
  });

  it('brings back what was there before the first import, and takes it out of the way again', () => {
    const { targetAge: _, ...back } = { targetAge: 1 };
    const original = { database: 'a', source: 'orig_a', retired: 'prev_a', leaving: ['t'], arriving: ['o'] };
    expect(
      planRollback({ pipeline: 'p', epoch: 7, live: 1, ages: [], databases: [original], others: [], ...back }).map(
        ({ from, to }) => `${from.schema}.${from.table} > ${to.schema}.${to.table}`,
      ),
    ).toEqual([
      'stevedore.current_p > stevedore.previous_p',
      'stevedore.next_p_7 > stevedore.current_p',
      'a.t > prev_a.t',
      'orig_a.o > a.o',
    ]);
    const forward = { database: 'a', source: 'prev_a', retired: 'orig_a', leaving: ['o'], arriving: ['t'] };
    expect(plan({ live: 0, databases: [forward] })).toEqual([
      'stevedore.previous_p > stevedore.spent_target_p_7',
      'stevedore.current_p > stevedore.spent_live_p_7',
      'stevedore.next_p_7 > stevedore.current_p',
      'a.o > orig_a.o',
      'prev_a.t > a.t',
    ]);
  });
});
