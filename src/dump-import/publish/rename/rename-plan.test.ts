import { describe, expect, it } from 'vitest';
import { planRename } from './rename-plan.js';

const text = (input: Parameters<typeof planRename>[0]) =>
  planRename(input).map(({ from, to }) => `${from.schema}.${from.table} > ${to.schema}.${to.table}`);

describe('the one statement that publishes', () => {
  it('moves the token, then all live tables, then all staged ones, of every database', () => {
    const databases = [
      { database: 'a', retired: 'prev_a', live: ['t', 'u'], staged: ['t', 'v'], kept: [] },
      { database: 'b', retired: 'orig_b', live: ['x'], staged: ['x'], kept: [] },
    ];
    expect(text({ pipeline: 'import', epoch: 7, hasCurrentToken: true, databases })).toEqual([
      'stevedore.current_import > stevedore.previous_import',
      'stevedore.next_import_7 > stevedore.current_import',
      'a.t > prev_a.t',
      'a.u > prev_a.u',
      'b.x > orig_b.x',
      'imp_a.t > a.t',
      'imp_a.v > a.v',
      'imp_b.x > b.x',
    ]);
  });

  it('has no former token on a first publish', () => {
    expect(text({ pipeline: 'p', epoch: 1, hasCurrentToken: false, databases: [] })).toEqual([
      'stevedore.next_p_1 > stevedore.current_p',
    ]);
  });

  it('lets a kept table stay, unless the dump brings one of its name', () => {
    const database = { database: 'a', retired: 'prev_a', live: ['own', 't'], staged: ['t'], kept: ['own', 't'] };
    expect(text({ pipeline: 'p', epoch: 1, hasCurrentToken: false, databases: [database] }).slice(1)).toEqual([
      'a.t > prev_a.t',
      'imp_a.t > a.t',
    ]);
  });
});
