import * as z from 'zod';
import { byteSize, count, duration, filledText, flag, httpUrl, shareOrOff, timeWindow } from '../fields/fields.js';
import { hostKey } from '../fields/host-key.js';
import { pipelineReceivers } from '../notifications/receivers-block.js';

/**
 * Seed 000's `import:` block with its defaults, and our additions. What only an enabled import needs is checked
 * separately, so that a disabled one may omit it.
 */
const scp = z
  .strictObject({
    host: z.string().optional().describe('The server that offers the archives.'),
    port: count(22, 1, 65_535),
    username: z.string().optional(),
    password: z.string().optional(),
    private_key: filledText().optional().describe('Path of a private key, or the key itself.'),
    passphrase: z.string().optional().describe('The passphrase of the private key.'),
    host_key: hostKey(),
    remote_path: filledText().default('/data/exports/'),
    file_patterns: z
      .array(filledText())
      .default([])
      .describe(
        'The archives to consider, with wildcards. A date in the name: {YYYYMMDD}, {YYYY}-{MM}-{DD}, {YYYYMMDDHHmmss}.',
      ),
    timeout: duration('300s').describe('Time without a byte that counts as a time-out.'),
    protocol: z
      .enum(['auto', 'sftp', 'scp'], { error: 'must be "auto", "sftp" or "scp"' })
      .default('auto')
      .describe(
        '`sftp`; `scp`: through the shell, for servers without SFTP; `auto`: SFTP, or the shell if there is none.',
      ),
  })
  .prefault({});

const zip = z
  .strictObject({
    password: z.string().optional(),
    passwords: z.record(z.string(), z.string()).default({}).describe('By database; overrides "password".'),
    extract_timeout: duration('60s').describe('Time limit per try and archive.'),
    limits: z
      .strictObject({
        max_entries: count(1_000, 1, 1_000_000),
        max_bytes: byteSize('200GiB').describe('Maximum size of all entries together, unpacked.'),
        max_ratio: count(200, 1, 1_000_000).describe('Maximum of unpacked bytes per packed byte.'),
      })
      .prefault({}),
  })
  .prefault({});

const loadCheck = z
  .strictObject({
    enabled: flag(true),
    delay_duration: duration('1h'),
    max_delays: count(3, 0, 1_000),
    load_threshold: count(100, 0, 1_000_000).describe('Busy above this number of concurrent requests.'),
    metrics_url: httpUrl()
      .optional()
      .describe('URL of a JSON document with the load; default: the target and this host are measured.'),
    thresholds: z
      .strictObject({
        active_db_connections: z.int().min(0).optional(),
        memory_usage_percent: z.number().min(0).max(100).optional(),
        cpu_usage_percent: z.number().min(0).max(100).optional(),
        threads_running: z.int().min(0).optional(),
      })
      .prefault({}),
  })
  .prefault({});

const statements = z.union([filledText().transform((text) => [text]), z.array(filledText())], {
  error: 'must be a list of SQL statements',
});

const database = z
  .strictObject({
    import_timeout: duration('600s').describe('Time limit per try and database.'),
    target_databases: z
      .array(
        z.strictObject({
          name: filledText(),
          source_name: filledText().optional().describe("The dump's own name for the database, if it differs."),
          file_pattern: filledText().optional().describe('Selects the archive; default: the name and "_*".'),
          after_load: statements.optional().describe('SQL that runs in staging after the load.'),
        }),
      )
      .default([]),
    require_trailer: flag(true).describe('Refuse a dump without the last line that marks it as complete.'),
    charset: z
      .string()
      .regex(/^[a-z0-9_]+$/i, { error: 'must be the name of a character set' })
      .optional()
      .describe('Character set of a new live database if the dump states none.'),
  })
  .prefault({});

const tableGuards = z.strictObject({
  max_shrink_percent: shareOrOff(100).optional(),
  max_growth_percent: shareOrOff().optional(),
  min_rows: z.int().min(0).optional(),
  allow_missing: z.boolean().optional().describe('The table may disappear.'),
  allow_empty: z.boolean().optional().describe('The table may become empty.'),
  allow_column_changes: z.boolean().optional().describe('Its columns may disappear or change their type.'),
});

const guards = z
  .strictObject({
    enabled: flag(true),
    max_shrink_percent: shareOrOff(100).default(5).describe('A table may not lose a larger share of its rows.'),
    max_growth_percent: shareOrOff().default('off').describe('A table may not grow by a larger share.'),
    min_rows: count(100, 0, Number.MAX_SAFE_INTEGER).describe(
      'Tables that had fewer rows are exempt from the percentages.',
    ),
    allow_missing: z.array(filledText()).default([]).describe('Tables that may disappear.'),
    max_age_difference: z
      .union([z.literal('off'), duration('0s')], { error: 'must be a duration such as "36h", or "off"' })
      .default('off')
      .describe("The ages of a run's archives may not differ more."),
    tables: z
      .record(z.string(), tableGuards)
      .default({})
      .describe('By "database.table" with wildcards; a later entry wins.'),
  })
  .prefault({});

const publish = z
  .strictObject({
    guards,
    lock_timeout: duration('30s').describe('How long one try of the publish asks for the locks.'),
    complete_for: duration('10m').describe(
      'How long a run tries to complete a publish if the target goes away after the commit.',
    ),
    deadline: duration('6h').describe('A loaded run that cannot publish, or is not approved, fails after this time.'),
    window: z
      .union([timeWindow().transform((one) => [one]), z.array(timeWindow())], {
        error: 'must be times of day such as "22:00-06:00"',
      })
      .default([])
      .describe('Times of day in schedule_timezone; outside them a loaded run waits.'),
    approval: z
      .enum(['none', 'required'], { error: 'must be "none" or "required"' })
      .default('none')
      .describe('With "required" a loaded run waits for publish-now.'),
    allow_partitioned: flag(false),
    keep_previous: count(1, 1, 20).describe('Generations before the live one that are kept for a rollback.'),
  })
  .prefault({});

export const eventsSetting = () =>
  z.enum(['disabled', 'enabled', 'skip'], { error: 'must be "disabled", "enabled" or "skip"' });

/** The keys of an import, shared by `import:` and every entry of `pipelines:`. */
export const importKeys = {
  enabled: flag(true),
  schedule: z
    .string()
    .nullable()
    .default('0 2 * * *')
    .describe('A crontab line; with six fields the first is the seconds. Empty: started by hand only.'),
  schedule_timezone: filledText().optional().describe("IANA name; default: the machine's."),
  alert_after: z
    .union([z.literal('off'), duration('0s')], { error: 'must be a duration such as "36h", or "off"' })
    .default('off')
    .describe('No import for longer raises an alert; failed and missed runs always do.'),
  notifications: pipelineReceivers(),
  load_check: loadCheck,
  scp,
  zip,
  storage: z
    .strictObject({
      temp_dir: filledText().default('./data/import/temp'),
      metadata_file: filledText().default('./data/import/last_import.json'),
      cleanup_on_success: flag(true),
      keep_failed_files: flag(true),
    })
    .prefault({}),
  freshness: z
    .strictObject({
      enabled: flag(true),
      compare_timestamp: flag(true),
      compare_size: flag(true),
      compare_checksum: flag(false),
      skip_if_not_newer: flag(true),
      order: z
        .enum(['mtime', 'name'], { error: 'must be "mtime" or "name"' })
        .default('mtime')
        .describe('The newest archive has the latest file time, or the latest date in its name.'),
      stable_for: duration('5s', { least: 0 }).describe(
        'An archive must be unchanged in two listings this far apart; the second is in parallel with the download. One unchanged for ten minutes needs no second listing.',
      ),
    })
    .prefault({}),
  database,
  retry: z
    .strictObject({
      enabled: flag(true),
      max_attempts: count(2, 1, 100),
      retry_delay: duration('5m', { least: 0 }),
      fail_fast: flag(true),
      deadline: duration('12h').describe('The run fails after this time.'),
    })
    .prefault({}),
  publish,
  keep_tables: z.array(filledText()).default([]).describe('Tables that stay although the dump does not have them.'),
  include_tables: z.array(filledText()).default([]),
  exclude_tables: z.array(filledText()).default([]),
  after_load: z
    .record(z.string(), statements)
    .default({})
    .describe('By database: SQL that runs in staging after the load.'),
  objects: z.strictObject({ events: eventsSetting().optional() }).prefault({}),
  load: z
    .strictObject({
      connections: z
        .union([z.literal('auto'), z.int().min(1).max(64)])
        .default('auto')
        .describe('Tables that load in parallel; `auto` is two per core of the server, from 2 to 8.'),
      strategy: z
        .enum(['auto', 'load-data', 'forward-inserts'])
        .default('auto')
        .describe(
          'How rows reach the server: as one LOAD DATA LOCAL per table, as the INSERT statements of the dump, or the best for each table.',
        ),
      triggers_before_rows: z
        .enum(['refuse', 'skip', 'fire'], { error: 'must be "refuse", "skip" or "fire"' })
        .default('refuse')
        .describe(
          "Triggers that the dump creates before rows of their tables: refuse the dump, load only its rows, or fire them like the vendor's client.",
        ),
      collations: z
        .record(z.string(), z.string().regex(/^\w+$/, { error: 'must be the name of a collation' }))
        .default({})
        .describe("Maps a dump's collation to the target's that replaces it, of the same character set."),
    })
    .prefault({}),
};

const importSchema = z.strictObject(importKeys);

/** An import after the schema: durations in milliseconds, defaults filled in, still with the file's names. */
export type ImportBlock = z.output<typeof importSchema>;

export const importBlock = () => importSchema;

export const pipelineBlock = () => z.strictObject({ kind: z.literal('dump-import'), ...importKeys });
