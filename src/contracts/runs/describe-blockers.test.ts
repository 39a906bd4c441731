import { describe, expect, it } from 'vitest';
import { describeBlockers } from './describe-blockers.js';

const blocker = { id: 7, user: 'app', host: '10.0.0.5', ageSeconds: 83, doing: 'idle in transaction', certain: true };

describe('the line about blockers', () => {
  it('names connection, account, state, age and table', () => {
    expect(describeBlockers({ blockers: [{ ...blocker, table: 'mvdsb.person' }] })).toBe(
      'locked by connection 7 (app@10.0.0.5, idle in transaction for 83 s, on mvdsb.person)',
    );
  });

  it('says when it is a guess, and counts what does not fit', () => {
    const many = [1, 2, 3, 4, 5].map((id) => ({ ...blocker, id, certain: false }));
    expect(describeBlockers({ blockers: many })).toMatch(/^locked, probably by connection 1 .*; and 2 more$/);
  });

  it('says honestly what it cannot name', () => {
    expect(describeBlockers({ blockers: [], hidden: 'by whom is unknown: grant PROCESS to the publisher' })).toBe(
      'tables are locked; by whom is unknown: grant PROCESS to the publisher',
    );
    expect(describeBlockers({ blockers: [{ id: 7, certain: true }], hidden: 'grant PROCESS' })).toBe(
      'locked by connection 7; grant PROCESS',
    );
  });
});
