import { expect, it } from 'vitest';
import { disjoint } from './disjoint.js';

const activity = (): Promise<void> => Promise.resolve();

it('joins the activities of all kinds', () => {
  expect(Object.keys(disjoint({ load: activity }, { publish: activity }))).toEqual(['load', 'publish']);
});

it('refuses a name that two kinds use', () => {
  expect(() => disjoint({ load: activity }, { publish: activity, load: activity })).toThrow(
    'Two activities are named "load": give the newer one another name',
  );
});
