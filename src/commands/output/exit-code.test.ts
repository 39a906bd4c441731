import { expect, it } from 'vitest';
import { StevedoreError } from '../../contracts/errors.js';
import { exitCodeOfError, exitCodeOfRun } from './exit-code.js';

it.each([
  ['success', 0],
  ['failed', 1],
  ['skipped', 3],
  ['cancelled', 4],
  ['running', 5],
] as const)('a run that is %s exits with %i', (status, code) => {
  expect(exitCodeOfRun(status)).toBe(code);
});

it('distinguishes a wrong request from a failure', () => {
  expect(exitCodeOfError(new StevedoreError('CONFIG_INVALID', 'x'))).toBe(2);
  expect(exitCodeOfError(new StevedoreError('PIPELINE_UNKNOWN', 'x'))).toBe(2);
  expect(exitCodeOfError(new StevedoreError('TEMPORAL_UNREACHABLE', 'x'))).toBe(1);
  expect(exitCodeOfError(new Error('x'))).toBe(1);
});
