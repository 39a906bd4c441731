import type { ErrorText } from './error-text.js';

export const PUBLISH_ERRORS = {
  LOAD_TIMEOUT: {
    means: 'Reserved: loading took longer than `database.import_timeout`. Today that is a `TIMEOUT` of the step.',
    todo: 'Raise `database.import_timeout`.',
  },
  LOAD_ROWS_LOST: {
    means:
      'The server took another number of rows than the dump has; or REPLACE, INSERT IGNORE or ON DUPLICATE KEY UPDATE met a key that was there. Nothing was published.',
    todo: "The message names table and line. Look there for rows with the same key, which differ for the source and are equal under the target's collation.",
  },
  OBJECT_INVALID: {
    means:
      'A view, trigger, routine or event cannot be created, or its name is taken by something that `keep_tables` keeps. Nothing was published.',
    todo: "The message has the server's words. Often it names something that the dump does not have: mend it in the source, or leave it out.",
  },
  PROOF_FAILED: {
    means: 'Staging does not equal the dump. Nothing was published.',
    todo: "The message names the columns that differ, rows by number and line, the likely cause and the server's warnings: mostly a text, a date or a number that the column does not hold. If it names no cause, look for triggers, proxies or a broken disk.",
  },
  FOREIGN_KEY_FROM_OUTSIDE: {
    means:
      'A table that stays (of another database, or in `keep_tables`) has a foreign key to one that the publish moves away; the key would follow it.',
    todo: 'Drop that key. Keys of other databases are seen only with `GRANT PROCESS ON *.*` for the publisher.',
  },
  FOREIGN_KEY_TO_OUTSIDE: {
    means: 'A table of the dump has a foreign key to a table that is not imported.',
    todo: 'Import that table too, or drop the key in `after_load`.',
  },
  GUARD_FAILED: {
    means:
      'A table or a column disappeared, or a table shrank by more than `publish.guards` allow. Nothing was published.',
    todo: 'Look at the source first. If it is intended: `stevedore run PIPELINE --override-guard NAME` for one run, or change `publish.guards`.',
  },
  FENCED: {
    means: 'A later run or worker took over. This one has written nothing since.',
    todo: 'Nothing: the other one does the work.',
  },
  PUBLISH_LOCKED: {
    means: 'Readers held locks for longer than `publish.lock_timeout`.',
    todo: 'Nothing: it is tried again. `stevedore status PIPELINE` names who holds them.',
  },
  PUBLISH_INTERRUPTED: {
    means: 'A publish ended half-way and cannot be settled yet.',
    todo: 'Nothing: the next try does it. If the server is away, bring it back.',
  },
  PUBLISH_DEADLINE_EXCEEDED: {
    means: 'Nobody approved, or the locks were not to be had, before `publish.deadline`. Live is unchanged.',
    todo: 'Start again, and approve in time (`stevedore publish-now`), or find who holds the locks all night.',
  },
  PUBLISH_UNCERTAIN: {
    means:
      'The answer to the commit of a publish or a rollback was lost, and the target stayed away until `publish.deadline` (a day where there is none), or until the run was cancelled. It may be live, whole, or not at all.',
    todo: 'Bring the target back. `stevedore generations PIPELINE` shows what is live; the next run finds it out, and completes it.',
  },
  PUBLISH_TORN: {
    means:
      'The server was killed in the middle of a rename and did not keep it whole (partitioned and Aria tables on MariaDB, MyISAM tables on MySQL).',
    todo: 'The message lists the misplaced tables and the statement that puts each back. Run those; the next run settles the rest.',
  },
  STAGING_LOST: {
    means: 'The server was restarted, or crashed, between the proof and the publish.',
    todo: 'Nothing: the run loads again.',
  },
  PARTITIONED_TABLE: {
    means: 'A table is partitioned, and a server that is killed during the rename of one may not keep it whole.',
    todo: 'Read what `publish.allow_partitioned` says in [Configuration](../../configuration.md), and set it if that is acceptable.',
  },
  ORIGINAL_ALREADY_PINNED: {
    means: 'Tables that are not ours are in the way in `orig_<db>`, `prev_<db>` or `prev2_<db>`.',
    todo: 'Move them away. The message names them.',
  },
  NAME_TOO_LONG: {
    means:
      'Reserved: the name of a derived schema has more than 64 characters. Today that is an error of the configuration.',
    todo: 'Choose a shorter name for the database.',
  },
  ROLLBACK_IMPOSSIBLE: {
    means: 'The generation is not kept, or there is none before the live one.',
    todo: '`stevedore generations PIPELINE` shows what can be put live again. `publish.keep_previous` says how many are kept.',
  },
  LIVE_CHANGED: {
    means:
      '`verify` found tables or objects that somebody changed since the publish. The message and the log name them.',
    todo: 'Import again (`stevedore run PIPELINE --force`), or leave it: the next import replaces them.',
  },
  LIVE_MOVING: {
    means: 'A publish or a rollback went on while `verify` read.',
    todo: 'Nothing: it is tried again.',
  },
} satisfies Record<string, ErrorText>;
