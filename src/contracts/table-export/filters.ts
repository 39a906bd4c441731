import { StevedoreError } from '../errors.js';
import type { ExportFilter, FilterOperator } from './export-request.js';
import { FILTER_OPERATORS } from './export-request.js';

type Scalar = string | number | boolean;

/** A value; null for NULL; a list for one of its values; or comparisons, all of which hold. */
export type FilterSpec =
  | Scalar
  | null
  | readonly Scalar[]
  | { readonly [O in FilterOperator]?: Scalar | null | readonly Scalar[] | undefined };

/**
 * Filters as people write them, by column: `{ status: published, created_at: { gte: 2026-01-01 } }`. Throws
 * REQUEST_INVALID.
 */
export const filtersOf = (specs: Readonly<Record<string, FilterSpec>>): ExportFilter[] =>
  Object.entries(specs).flatMap(([column, spec]): ExportFilter[] => {
    if (spec === null || typeof spec !== 'object') return [{ column, operator: 'eq', value: textOf(spec) }];
    if (isList(spec)) return [{ column, operator: 'in', value: spec.map(String) }];
    return Object.entries(spec).map(([operator, value]): ExportFilter => {
      if (!isOperator(operator)) {
        throw new StevedoreError(
          'REQUEST_INVALID',
          `Cannot filter by "${column.slice(0, 100)}": there is no comparison "${operator.slice(0, 20)}"; use ${FILTER_OPERATORS.join(', ')}`,
        );
      }
      return { column, operator, value: isList(value) ? value.map(String) : textOf(value ?? null) };
    });
  });

const isOperator = (text: string): text is FilterOperator => (FILTER_OPERATORS as readonly string[]).includes(text);

const isList = (value: unknown): value is readonly Scalar[] => Array.isArray(value);

const textOf = (value: Scalar | null): string | null => (value === null ? null : String(value));
