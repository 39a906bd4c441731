import type { ErrorText } from './error-text.js';

export const DUMPS_ERRORS = {
  DUMP_UNKNOWN: {
    means:
      'There is no such dump in `sync.dump_directory`: it was deleted, went by age or size (`sync.max_age`, `sync.max_bytes`), is on another host, or never was.',
    todo: 'Export again, or upload it. `GET /api/sync/dumps` lists what there is.',
  },
  DUMP_IN_USE: {
    means: 'A dump is not deleted while an import reads it.',
    todo: 'Wait for the end of that import, or cancel it.',
  },
  DUMP_TRUNCATED: {
    means: 'The dump ends early, or its last line is missing.',
    todo: 'Export it again, and see whether the exporting program ended well. If its tool never writes a last line, set `database.require_trailer: false`, which gives up this check.',
  },
  DUMP_SYNTAX: {
    means: 'The dump has bytes that are not SQL. The message names the line.',
    todo: 'Look at that line. A file that was edited or converted is the usual cause: export it again.',
  },
  DUMP_STATEMENT_REFUSED: {
    means:
      'The dump has a statement that does not belong in a dump, or one that names another schema. The message names its line.',
    todo: 'Leave it out of the export. Nothing was loaded; what a dump may do is in [Security](../../security.md).',
  },
  DUMP_STATEMENT_TOO_LARGE: {
    means: 'A statement is longer than the target takes.',
    todo: "Raise the target's `max_allowed_packet`, or export with a smaller `net_buffer_length`.",
  },
  DUMP_CHARSET_UNSUPPORTED: {
    means: 'The dump is in a character set whose bytes cannot be split safely.',
    todo: 'Export it in utf8mb4 (`--default-character-set=utf8mb4`).',
  },
  COLLATION_UNKNOWN: {
    means:
      'The dump names collations or character sets that the target does not know, or `load.collations` names one. Nothing was loaded.',
    todo: 'Put the line of the message into `load.collations`. [Load dumps from the other kind of server](../../how-to/foreign-dumps.md) says what each means.',
  },
} satisfies Record<string, ErrorText>;
