import { expect, it } from 'vitest';
import { HINTS } from '../../api/errors.js';
import type { ErrorCode } from '../../contracts/errors.js';
import { StevedoreError } from '../../contracts/errors.js';
import { hintOf } from './hint-of.js';

it.each(Object.keys(HINTS) as ErrorCode[])('%s has a hint in the words of the command line too', (code) => {
  const hint = hintOf(new StevedoreError(code, 'x', { details: { runId: 'r1' } }));
  expect(hint).toBeDefined();
  expect(hint).not.toMatch(/\b(?:GET|POST|PUT|DELETE) \//);
});
