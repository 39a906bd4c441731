import { z } from '@hono/zod-openapi';
import { SYNC_STATUSES, SYNC_TABLES } from '../../../contracts/source-sync/source-sync.js';
import { count, list, time } from '../../request/fields.js';

/** Answers as seed 004 has them: what was asked for stands in `data`. */
export const envelope = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ success: z.literal(true), ...shape, timestamp: time });

/** Problems as seed 004's answers are. */
export const syncProblem = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string().describe('Stable; docs/reference/errors.md explains each'),
      message: z.string().describe('What could not be done, why, and what to do'),
    }),
    timestamp: time,
  })
  .openapi('SyncProblem');

export const statsSchema = z.object({
  total: count,
  ...(Object.fromEntries(SYNC_STATUSES.map((status) => [status, count])) as Record<
    (typeof SYNC_STATUSES)[number],
    typeof count
  >),
});

export const syncSchema = z.object({
  syncRunId: z.int(),
  status: z.enum(SYNC_STATUSES),
  itemsProcessed: count.describe('Items that were new, or changed their row'),
  itemsFailed: count.describe('Items that were rejected'),
  itemsSkipped: count.describe(
    'Items whose row was there as it is, and those that another one of the source supersedes',
  ),
  errors: list(
    z.object({
      type: z.enum(['validation', 'network', 'parsing', 'authentication', 'system']),
      message: z.string(),
    }),
  ).describe('The first 100; the table `sync_errors` has up to 1,000'),
  dryRun: z.literal(true).optional().describe('Nothing was written: the counts say what would have been'),
  warnings: list(z.string()).optional(),
});

export type SyncJson = z.output<typeof syncSchema>;

const text = (most: number) => z.string().min(1).max(most);
const path = () => text(500);

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), token: text(10_000) }),
  z.strictObject({ type: z.literal('basic'), username: z.string().max(1_000), password: z.string().max(10_000) }),
  z.strictObject({ type: z.literal('header'), name: text(100), value: text(10_000) }),
  z.strictObject({ type: z.literal('query'), name: text(100), value: text(10_000) }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: z.url({ protocol: /^https?$/ }),
    clientId: text(1_000),
    clientSecret: text(10_000),
    scope: text(1_000).optional(),
    audience: text(1_000).optional(),
  }),
]);

const pagination = z.strictObject({
  enabled: z.boolean().default(true),
  type: z.enum(['page', 'offset', 'cursor', 'link', 'next']).default('page'),
  limitParam: text(100).optional(),
  limit: z.int().min(1).max(1_000_000).optional(),
  pageParam: text(100).optional().describe('Of pages; default: page'),
  firstPage: z.int().min(0).max(1).optional().describe('Of pages; default: 1'),
  offsetParam: text(100).optional().describe('Of offsets; default: offset'),
  cursorParam: text(100).optional().describe('Of cursors; default: cursor'),
  cursorPath: path().optional().describe('Of cursors: where the answer has the next one'),
  nextPath: path().optional().describe('Of next: where the answer has the address of the next page'),
  maxPages: z.int().min(1).max(1_000_000).optional().describe('Default: 10000'),
});

const mapping = z.record(text(200), path()).describe('Columns of the table to names of the source, or paths in it');

/** What `POST /v1/sync/trigger` takes, as seed 004 has it. */
export const triggerSchema = z.strictObject({
  sourceType: z
    .enum(['csv', 'api', 'json', 'folder', 'usb'], {
      error: 'must be "csv", "api", "json", "folder" or "usb"; docs/tables.md says how to add a source',
    })
    .describe('folder, or usb: the files of a folder are the records'),
  sourceIdentifier: text(500).describe(
    'A path in files.allow of the worker, sftp://CONNECTION/PATH, or of an API its address',
  ),
  options: z
    .strictObject({
      targetTable: z.enum(SYNC_TABLES).default('content_index'),
      contentType: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,31}$/)
        .optional()
        .describe('Of content: music, video, movie, game …; needed where no mapping gives it'),
      hasHeader: z.boolean().default(true),
      delimiter: text(10).default(','),
      encoding: text(40).optional(),
      columnMapping: mapping.optional(),
      fieldMapping: mapping.optional(),
      method: z.enum(['GET', 'POST']).default('GET'),
      headers: z.record(text(100), text(1_000)).default({}),
      query: z.record(text(100), z.string().max(2_000)).default({}),
      body: z.record(z.string(), z.unknown()).optional().describe('Of POST'),
      auth: auth.optional(),
      dataPath: z.string().max(500).default('').describe('Where an answer has its items; empty: it is a list of them'),
      pagination: pagination.optional(),
      filePattern: text(255).default('*').describe('Of a folder: names with * and ?'),
      onConflict: z
        .union([z.enum(['source', 'target']), z.strictObject({ newer: text(200) })])
        .default('source')
        .describe('Whose values stand where an item and its row differ'),
      dryRun: z.boolean().default(false).describe('Everything is done, and rolled back'),
      preview: z.boolean().default(false).describe('The same as dryRun'),
      callbackUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Is told of the end, by a signed POST'),
    })
    .prefault({}),
});

export type TriggerBody = z.output<typeof triggerSchema>;
