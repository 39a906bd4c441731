import type { ErrorText } from './error-text.js';

export const CONFIGURATION_ERRORS = {
  CONFIG_INVALID: {
    means: 'The configuration is wrong. The message names each key with its line and column.',
    todo: 'Correct the keys that it names; `stevedore check` tries the file. [Configuration](../../configuration.md) has every key.',
  },
  INTERNAL: {
    means: 'Something that nobody expected: a fault of the program, or of a library.',
    todo: "The program's log on standard error has the whole error, under the same `request_id` or run. Keep it and report it. The step is tried again meanwhile.",
  },
} satisfies Record<string, ErrorText>;
