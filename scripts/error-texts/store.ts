import type { ErrorText } from './error-text.js';

export const STORE_ERRORS = {
  STORE_UNREACHABLE: {
    means: 'The database that keeps runs and log lines does not answer.',
    todo: 'Bring it back. Open runs repeat what they could not record, and go on when it is there.',
  },
  STORE_FAILED: {
    means: 'The database that keeps runs and log lines refused a statement.',
    todo: 'The message has its words. It is tried again.',
  },
  STORE_COPY_REFUSED: {
    means:
      '`stevedore store copy` would not be safe: a program is running, the target is not empty, or the source holds no store.',
    todo: 'The message says which. [Look after the store](../../how-to/store.md).',
  },
  STORE_COPY_DIFFERS: {
    means:
      'Source and target differ at the end, because something wrote to one of them. The target stays unusable until the copy is repeated.',
    todo: 'Stop every program that uses either, empty the target and copy again.',
  },
} satisfies Record<string, ErrorText>;
