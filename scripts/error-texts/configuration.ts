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
  INSTALLATION_INCOMPLETE: {
    means:
      'A file of the program itself is missing or cannot be read: it was not built, or not installed whole. The message names the file.',
    todo: 'In a checkout run `npm run build`; otherwise install the package or build the image again. Then start the programs again and `stevedore retry` the run.',
  },
} satisfies Record<string, ErrorText>;
