import { z } from '@hono/zod-openapi';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { DatabaseComparison, TableComparison } from '../../dump-import/generations/compare-rules.js';
import { compareGenerations } from '../../dump-import/generations/compare-rules.js';
import { count, list, time } from '../request/fields.js';

const column = z.object({ name: z.string(), type: z.string() });
const change = z.enum(['added', 'removed', 'kept']);
export const sideSchema = z.object({
  generation: count,
  run_id: z.string(),
  published_at: time,
  tables: count,
  rows: count,
});

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

/** What is not the same in two sets of proved tables. */
export const differences = {
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
};

export const comparisonSchema = z
  .object({ pipeline: z.string(), from: sideSchema, to: sideSchema, ...differences })
  .openapi('Comparison');

export type ComparisonJson = z.infer<typeof comparisonSchema>;
export type DifferencesJson = Pick<ComparisonJson, 'summary' | 'databases'>;

/** Two generations, and what differs. */
export const comparisonJson = (before: Provenance, after: Provenance): ComparisonJson => ({
  pipeline: after.pipeline,
  from: sideJson(before),
  to: sideJson(after),
  ...differencesJson(before.databases, after.databases),
});

/** What differs, by the proofs. */
export const differencesJson = (before: readonly DatabaseProof[], after: readonly DatabaseProof[]): DifferencesJson => {
  const { databases } = compareGenerations({ databases: before }, { databases: after });
  const tables = databases.flatMap((database) => database.tables);
  const number = (holds: (table: TableComparison) => boolean) => tables.filter(holds).length;
  return {
    summary: {
      tables_added: number(({ change: of }) => of === 'added'),
      tables_removed: number(({ change: of }) => of === 'removed'),
      tables_equal: number(({ content }) => content === 'equal'),
      tables_different: number(({ content }) => content === 'different'),
      tables_unknown: number(({ content }) => content === 'unknown'),
    },
    databases: databases.map(databaseJson),
  };
};

export const sideJson = ({ generation, runId, preparedAt, databases }: Provenance): ComparisonJson['from'] => ({
  ...{ generation, run_id: runId, published_at: preparedAt },
  ...sizeOf(databases),
});

/** How many tables and rows the proofs have. */
export const sizeOf = (databases: readonly DatabaseProof[]): { readonly tables: number; readonly rows: number } => {
  const tables = databases.flatMap((database) => database.tables);
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
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
