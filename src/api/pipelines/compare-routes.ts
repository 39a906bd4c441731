import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseComparison, TableComparison } from '../../dump-import/generations/compare-rules.js';
import { compareGenerations } from '../../dump-import/generations/compare-rules.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import { findPipelineOf } from './find-pipeline.js';

const column = z.object({ name: z.string(), type: z.string() });
const change = z.enum(['added', 'removed', 'kept']);
const side = z.object({ generation: count, run_id: z.string(), published_at: time, tables: count, rows: count });

const tableSchema = z
  .object({
    table: z.string(),
    change,
    rows_before: count.nullable(),
    rows_after: count.nullable(),
    content: (z.enum(['equal', 'different', 'unknown']) satisfies z.ZodType<TableComparison['content']>)
      .nullable()
      .describe('Whether the rows are the same, by the sums of both proofs; null where there is one side only'),
    columns_added: list(column),
    columns_removed: list(column),
    columns_changed: list(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  })
  .openapi('TableComparison');

const comparisonSchema = z
  .object({
    pipeline: z.string(),
    from: side,
    to: side,
    summary: z.object({
      tables_added: count,
      tables_removed: count,
      tables_equal: count,
      tables_different: count,
      tables_unknown: count,
    }),
    databases: list(
      z.object({
        database: z.string(),
        change,
        tables: list(tableSchema),
        objects: list(
          z.object({ kind: z.string(), name: z.string(), change: z.enum(['added', 'removed', 'changed']) }),
        ).describe('Views, triggers, routines and events that are not the same'),
      }),
    ),
  })
  .openapi('Comparison');

export type ComparisonJson = z.infer<typeof comparisonSchema>;

/** `GET /api/v1/pipelines/:name/compare`. */
export const compareRoutes = ({ settings, readProofs }: Pick<ApiDeps, 'settings' | 'readProofs'>): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, COMPARE, async (c, { params, query: { from, to } }) => {
    const pipeline = findPipelineOf('dump-import', settings.pipelines, params.name);
    const proofs = (await readProofs?.(pipeline)) ?? [];
    const find = (wanted: number | undefined, standard: number) => {
      const found = wanted === undefined ? proofs[standard] : proofs.find(({ generation }) => generation === wanted);
      if (found !== undefined) return found;
      throw proofGone(pipeline.name, wanted, proofs);
    };
    c.header('cache-control', 'no-store');
    return c.json(comparisonJson(find(from, 1), find(to, 0)), 200);
  });

  return app;
};

const proofGone = (pipeline: string, wanted: number | undefined, proofs: readonly Provenance[]): StevedoreError => {
  const kept = proofs.map(({ generation }) => generation).join(', ');
  const what =
    wanted === undefined ? 'two generations are not there yet' : `generation ${wanted} has no proof any more`;
  return new StevedoreError(
    'GENERATION_UNKNOWN',
    `Cannot compare generations of "${pipeline}": ${what}; there are those of ${kept === '' ? 'none' : kept}, ` +
      'as a proof goes with the tables that it is of (publish.keep_previous)',
    { details: { pipeline, generation: wanted ?? null } },
  );
};

const comparisonJson = (before: Provenance, after: Provenance): ComparisonJson => {
  const { databases } = compareGenerations(before, after);
  const tables = databases.flatMap((database) => database.tables);
  const number = (holds: (table: TableComparison) => boolean) => tables.filter(holds).length;
  return {
    pipeline: after.pipeline,
    from: sideJson(before),
    to: sideJson(after),
    summary: {
      tables_added: number(({ change }) => change === 'added'),
      tables_removed: number(({ change }) => change === 'removed'),
      tables_equal: number(({ content }) => content === 'equal'),
      tables_different: number(({ content }) => content === 'different'),
      tables_unknown: number(({ content }) => content === 'unknown'),
    },
    databases: databases.map(databaseJson),
  };
};

const sideJson = ({ generation, runId, preparedAt, databases }: Provenance): ComparisonJson['from'] => {
  const tables = databases.flatMap((database) => database.tables);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { generation, run_id: runId, published_at: preparedAt, tables: tables.length, rows };
};

const databaseJson = ({ database, change, tables, objects }: DatabaseComparison) => ({
  database,
  change,
  tables: tables.map((table) => ({
    table: table.table,
    change: table.change,
    rows_before: table.rowsBefore ?? null,
    rows_after: table.rowsAfter ?? null,
    content: table.content ?? null,
    columns_added: table.columnsAdded.map(({ name, type }) => ({ name, type })),
    columns_removed: table.columnsRemoved.map(({ name, type }) => ({ name, type })),
    columns_changed: table.columnsChanged,
  })),
  objects,
});

const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

const COMPARE = {
  method: 'get',
  path: '/{name}/compare',
  operationId: 'compareGenerations',
  tag: 'pipelines',
  role: 'viewer',
  about: 'pipeline',
  summary: 'What changed from one generation to another',
  description:
    'By the proofs of both, which stand beside the data as long as its tables do: what is live, and what a rollback can bring back. No row is read.',
  params: z.object({ name: z.string() }),
  query: z.object({
    from: number.describe('A generation; absent: the one that was live last'),
    to: number.describe('A generation; absent: what is live'),
  }),
  responses: { 200: jsonAnswer(comparisonSchema, 'The differences, database by database') },
  problems: [404, 503],
} as const;
