import { z } from '@hono/zod-openapi';
import { count, list } from '../request/fields.js';

const counts = z.record(z.string(), count);

const tableSchema = z.object({
  name: z.string(),
  line: count.describe('The line of its CREATE'),
  rows: count,
  bytes: count.describe('Of its INSERT statements'),
  engine: z.string().optional(),
  charset: z.string().optional(),
  secondary_keys: count,
  partitioned: z.boolean(),
  strategy: z.string(),
  reason: z.string().describe('Why this strategy was chosen'),
  estimated_seconds: z.number(),
});

const previewSchema = z
  .object({
    database: z.string(),
    source: z.string().describe('The archive'),
    server: z.object({
      flavor: z.enum(['mariadb', 'mysql']),
      version: z.number(),
      assumed: z.boolean().describe('Whether no server was asked'),
    }),
    declared_database: z.string().optional().describe('The database that the dump names'),
    bytes: count,
    rows: count,
    tables: list(tableSchema),
    engines: counts.describe('Number of tables per engine; `(default)` for those that name none'),
    charsets: counts,
    objects: list(
      z.object({
        kind: z.string(),
        name: z.string(),
        line: count.optional(),
        definer: z.string().optional(),
      }),
    ),
    definers: counts.describe('Definers that are removed, with the number of their objects'),
    findings: list(
      z.object({
        stops: z.boolean().describe('Whether an import would stop here'),
        text: z.string(),
        line: count.optional(),
        count,
      }),
    ),
    estimated_seconds: z.number().describe('From the dump on disk to proved staging; a rough figure'),
    difference: z
      .object({
        generation: count,
        tables_added: list(z.string()),
        tables_removed: list(z.string()),
        rows_before: count,
        rows_after: count,
        changed: list(z.object({ table: z.string(), before: count, after: count })),
      })
      .optional()
      .describe('What would change against the live generation'),
  })
  .openapi('DumpPreview');

const dumpAnswer = z
  .object({
    ok: z.boolean().describe('False if an import would stop at a finding'),
    target_not_asked: z.string().optional().describe('Why nothing is compared with what is live'),
    previews: list(previewSchema),
  })
  .openapi('Preview');

const sourceAnswer = z
  .object({
    files: list(
      z.object({
        name: z.string(),
        table: z.string().nullable().describe('Null where no entry of tables matches it'),
        connection: z.string().nullable(),
      }),
    ),
    records: z.int().optional().describe('Of a web service: how many its first page has'),
    fields: list(z.object({ path: z.string().describe('As a mapping takes it'), types: list(z.string()) })).describe(
      'Of a web service: those of the records of its first page',
    ),
  })
  .openapi('SourcePreview');

/** What `POST /api/v1/pipelines/:name/preview` answers: of archives, and of a source of tables. */
export const previewAnswerSchema = z.union([dumpAnswer, sourceAnswer]);

export type PreviewAnswerJson = z.infer<typeof previewAnswerSchema>;
