import type { RunInput } from './run-input.js';

/** What a run was asked to do, without who asked and when: a retry is asked for the same. */
export type StartedWith = Readonly<Record<string, unknown>>;

/** The options in the input of a run of any kind. */
export const startedWith = (input: RunInput): StartedWith => {
  const { kind: _, action: __, pipeline: ___, trigger: ____, by: _____, retryOf: ______, ...options } = input;
  return options;
};
