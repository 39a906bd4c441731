import type { ErrorText } from './error-text.js';

export const COPIES_ERRORS = {
  SNAPSHOT_LOST: {
    means: 'Every session of the source that held the moment of the copy has ended.',
    todo: 'Nothing: the copy begins again, of a later moment. Look at what ends long sessions: a restart, `idle_in_transaction_session_timeout`, a pooler.',
  },
  SOURCE_UNSUITABLE: {
    means:
      'The source cannot be copied as it is: an object has no copy, the account may not read a table, row security would hide rows, or the server has too few locks. Nothing was changed.',
    todo: 'The message names all of it. Give the account the right, leave the schema out, or raise `max_locks_per_transaction`.',
  },
  TARGET_UNSUITABLE: {
    means:
      'The target cannot take the source: a role, an extension or a right is missing, or it has another encoding, no ICU or too few locks. Nothing was changed.',
    todo: 'Everything that stands in the way is named: create it there, or leave it out of the copy.',
  },
  DESTINATION_REFUSED: {
    means:
      'Nothing may be written into this database: `sync.destinations` does not list it, it is a protected one, perhaps under another address, or the runs are kept in what would be replaced.',
    todo: 'If it may be replaced, list it in `sync.destinations` and take it out of `sync.protected`. Keep the store elsewhere.',
  },
  DESTINATION_BUSY: {
    means: 'Another run writes into the same database.',
    todo: 'Nothing: the next attempt waits for it. `stevedore runs` shows it.',
  },
  POOLER_UNSUITABLE: {
    means: 'The address is that of a pooler in transaction mode, behind which a session is not one session.',
    todo: "Use the server's own address, or a pooler's in session mode.",
  },
} satisfies Record<string, ErrorText>;
