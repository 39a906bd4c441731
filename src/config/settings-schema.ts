import * as z from 'zod';
import { byteSize, count, duration, filledText, flag, redisUrl, tls } from './fields/fields.js';
import { receiversBlock } from './notifications/receivers-block.js';
import { eventsSetting, importBlock } from './dump-import/import-schema.js';
import { apiBlock } from './api-block.js';
import { hooksBlock } from './hooks-block.js';
import { connectionBlock } from './connections/connection-kinds.js';
import { isNetworkOrHost } from './fields/network-address.js';
import { pipelineBlock } from './pipeline-kinds.js';
import { syncBlock } from './database-sync/sync-block.js';
import { exportBlock } from './table-export/export-block.js';
import { resourceBlock } from './table-import/resource-block.js';
import { sourceSyncBlock } from './table-import/source-sync-block.js';

const account = z.strictObject({ user: filledText(), password: z.string().default('') });

const temporal = z.strictObject({
  address: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s/]+):\d{1,5}$/, { error: 'must be "<host>:<port>", without a scheme' })
    .optional()
    .describe('Default: 127.0.0.1:7233.'),
  namespace: filledText().default('default'),
  api_key: z.string().optional(),
  tls: tls().optional().describe('Default: "system" with an api_key, else "off".'),
});

const mysql = z.strictObject({
  url: filledText().optional().describe('mysql://user:password@host:port, instead of the keys below.'),
  host: filledText().optional(),
  port: z.int().min(1).max(65_535).optional().describe('Default: 3306.'),
  socket: filledText().optional(),
  user: filledText().optional().describe('One account for everything.'),
  password: z.string().optional(),
  loader: account.optional().describe('May write to staging only.'),
  publisher: account.optional().describe('Puts staging live; owns the control schema.'),
  owner: account.optional().describe('Creates views, triggers, routines and events; default: the publisher.'),
  tls: tls().optional().describe('Default: "system", or "off" where the server is on this machine.'),
});

const redis = z.strictObject({
  url: redisUrl().optional(),
  flush: z
    .union([z.enum(['db', 'all']), z.strictObject({ patterns: z.array(filledText()).min(1) })], {
      error: 'must be "db", "all", or { patterns: [<key pattern>, …] }',
    })
    .default('db'),
  flush_again_after: duration('5s', { least: 0 }).describe('A second flush so much later; "0s": none.'),
});

const logFile = z
  .strictObject({
    file: filledText().default('./logs/import.log'),
    level: z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'must be "debug", "info", "warn" or "error"' })
      .default('info'),
    max_size: count(100, 1, 1_000_000).describe('MB.'),
    max_backups: count(5, 0, 10_000).describe('Old files; 0: however many.'),
    max_age: count(30, 0, 36_500).describe('Days; 0: however old.'),
    compress: flag(true),
  })
  .prefault({});

/** The whole file. */
export const settingsSchema = z.strictObject({
  temporal: temporal.prefault({}),
  mysql: mysql.optional().describe('The target of the dump imports; needed where there is one.'),
  redis: redis.optional(),
  connections: z.record(z.string(), connectionBlock()).default({}).describe('Further servers, by name.'),
  network: z
    .strictObject({
      allow: z
        .array(
          filledText().refine(isNetworkOrHost, {
            error: 'must be an address, a network such as "10.0.0.0/8", or a host name',
          }),
        )
        .default([])
        .describe('What addresses that users give may reach beside the public network.'),
    })
    .prefault({}),
  files: z
    .strictObject({
      allow: z.array(filledText()).default([]).describe('Folders from which files of this machine may be read.'),
    })
    .prefault({}),
  store: z
    .strictObject({
      url: filledText()
        .optional()
        .describe(
          'mysql://… or postgres://…; default: the schema "stevedore" on the target, else on the first connection of kind `postgres`.',
        ),
      schema: filledText()
        .optional()
        .describe('PostgreSQL: the schema in the database of the URL; default: "stevedore".'),
      tls: tls().optional().describe('Default: "system", or "off" where the server is on this machine.'),
    })
    .prefault({}),
  api: apiBlock,
  callbacks: z
    .strictObject({
      secret: filledText()
        .optional()
        .describe('Signs callbacks as Standard Webhooks has it: "whsec_" with base64, or any text; default: unsigned.'),
      token: filledText()
        .optional()
        .describe('Sent as "Authorization: Bearer …" with callbacks to addresses that a project names; default: none.'),
    })
    .prefault({})
    .describe('What is sent to whoever wants to know of the end of an import.'),
  worker: z
    .strictObject({
      host_id: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: 'must consist of letters, digits, ".", "_" and "-"' })
        .optional()
        .describe("Stable name of this host's disk; default: the host name."),
      heartbeat_timeout: duration('30s', { least: 100 }).describe(
        'A worker that is silent for so long is taken for dead.',
      ),
      host_return_timeout: duration('10m').describe('How long work waits for its host to come back.'),
      metrics_address: z
        .string()
        .regex(/^(\[[0-9a-fA-F:]+\]|\d{1,3}(\.\d{1,3}){3}):\d{1,5}$/, {
          error: 'must be "<address>:<port>", such as "127.0.0.1:9464"',
        })
        .optional()
        .describe('Where the worker serves metrics of Temporal for Prometheus, to whoever asks; default: nowhere.'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      days: count(90, 0, 36_500).describe('Runs that ended longer ago are forgotten, with their log lines; 0: never.'),
    })
    .prefault({}),
  upload: z
    .strictObject({
      directory: filledText()
        .default('./data/uploads')
        .describe('Where uploads are kept; on the host of the server, whose worker reads them.'),
      max_bytes: byteSize('2GiB').describe('A larger upload is refused while it comes.'),
      keep: duration('168h').describe('How long a file is kept after its import has ended, to import it again.'),
      scan_command: z
        .array(filledText())
        .min(1)
        .optional()
        .describe('A program and its arguments, which gets the path of each upload; another exit than 0 refuses it.'),
      scan_timeout: duration('5m').describe('An upload that the program has not looked at by then is refused.'),
    })
    .prefault({}),
  secrets: z
    .strictObject({
      key: z
        .string()
        .optional()
        .describe('Encrypts secrets that are given by API: 32 random bytes in base64 (openssl rand -base64 32).'),
      previous_keys: z
        .array(z.string())
        .default([])
        .describe('Keys of before: they open what they have encrypted, until "stevedore secrets rotate" has run.'),
    })
    .prefault({}),
  export: exportBlock(),
  sync: syncBlock().optional().describe('Copies of PostgreSQL databases: between databases, and to and from dumps.'),
  objects: z.strictObject({ events: eventsSetting().default('disabled') }).prefault({}),
  import: importBlock().optional().describe('The pipeline named "import".'),
  resources: z
    .record(filledText(), resourceBlock)
    .default({})
    .describe('Declared tables, by name: their rules, and what becomes of records.'),
  hooks: hooksBlock
    .default({})
    .describe('Calls from outside that start a pipeline, `POST /hooks/<pipeline>`; by the name of the pipeline.'),
  notifications: receiversBlock
    .default({})
    .describe('Who is told of what happens, by webhook; by a name that pipelines may refer to.'),
  source_sync: sourceSyncBlock.optional().describe('Sources that are synced into a catalogue: `/v1/sync`.'),
  pipelines: z.record(z.string(), pipelineBlock()).default({}).describe('Further pipelines, by name.'),
  logging: z
    .strictObject({
      import: logFile,
      values: flag(false).describe('Show values and keys of rows that fail the proof, in messages, logs and status.'),
    })
    .prefault({}),
});

/** The file after the schema. */
export type SettingsFile = z.output<typeof settingsSchema>;
