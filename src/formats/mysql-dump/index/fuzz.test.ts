import { expect, it } from 'vitest';
import { compareOn } from '../../../../test/fuzz/compare.js';
import type { Answers } from '../../../../test/fuzz/compare.js';

/** `npm run fuzz` compares a million; these are the same inputs, fewer of them. */
it('scanner and row parser find what their slow references find, in twenty thousand inputs', {
  timeout: 60_000,
}, () => {
  const answers: Answers = new Map();
  for (let seed = 1; seed <= 20_000; seed++) expect(compareOn(seed, answers)).toBeUndefined();
  const often = [...answers].filter(([, times]) => times > 200).map(([answer]) => answer);
  expect(often.sort()).toEqual([
    'rows: counted',
    'rows: refused',
    'rows: summed',
    'scanner: read',
    'scanner: refused',
    'scanner: syntax',
    'scanner: truncated',
  ]);
});
