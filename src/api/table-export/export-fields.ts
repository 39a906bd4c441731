import { z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import type { ExportFilter, ExportRequest } from '../../contracts/table-export/export-request.js';
import { FILTER_OPERATORS } from '../../contracts/table-export/export-request.js';
import { filtersOf } from '../../contracts/table-export/filters.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([scalar, z.null(), z.array(scalar).max(1_000)]);

const comparisons = z.strictObject(Object.fromEntries(FILTER_OPERATORS.map((one) => [one, value.optional()])));

/** By column: a value, null, a list, or comparisons. */
export const filterFields = z
  .record(z.string().min(1), z.union([value, comparisons]))
  .describe(
    'By column: a value (`"published"`), null, a list of values, or comparisons (`{"gte": "2026-01-01"}`) of eq, ne, gt, gte, lt, lte and in; all must hold',
  );

const name = z.string().min(1).max(255);

/** What an export may say, in a query and in a body. */
export const exportFields = {
  connection: name.optional().describe('With `table`, instead of a resource; an admin only'),
  schema: name.optional(),
  table: name.optional(),
  order: z.enum(['stored', 'key']).optional().describe('`key`: by the primary key; default: as they are stored'),
  spreadsheet: z
    .enum(['off', 'safe'])
    .optional()
    .describe("`safe`: for people; texts like formulas begin with ', and CSV with a byte order mark"),
  big_numbers: z
    .enum(['string', 'number'])
    .optional()
    .describe('How NDJSON writes numbers of types with more than 15 digits; default: string'),
};

export const exportFormat = z.enum(['csv', 'ndjson']);

interface Asked {
  readonly connection?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly order?: 'stored' | 'key' | undefined;
  readonly spreadsheet?: 'off' | 'safe' | undefined;
  readonly big_numbers?: 'string' | 'number' | undefined;
  readonly resource?: string | undefined;
  readonly format: 'csv' | 'ndjson';
  readonly fields?: readonly string[] | undefined;
  readonly filters?: unknown;
}

/** Throws REQUEST_INVALID. */
export const exportRequest = ({ big_numbers: bigNumbers, filters, ...asked }: Asked): ExportRequest => {
  if ((asked.resource === undefined) === (asked.table === undefined))
    throw new StevedoreError('REQUEST_INVALID', 'Cannot export: name a resource, or a connection and a table');
  const given = { ...asked, bigNumbers, filters: filters === undefined ? undefined : filtersFrom(filters) };
  return Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)) as unknown as ExportRequest;
};

const filtersFrom = (filters: unknown): ExportFilter[] => {
  const checked = filterFields.safeParse(filters);
  if (checked.success) return filtersOf(checked.data);
  const [first] = checked.error.issues;
  throw new StevedoreError(
    'REQUEST_INVALID',
    `Cannot accept the filters: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}; write {"column": value} or {"column": {"gte": value}}`,
  );
};

/** Of a query, where they stand as JSON. */
export const filtersInQuery = (text: string | undefined): unknown => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StevedoreError('REQUEST_INVALID', 'Cannot accept the filters: they are not JSON', { cause });
  }
};
