import { StevedoreError } from '../contracts/errors.js';
import type { ExportFilter, ExportRequest } from '../contracts/table-export/export-request.js';
import type { ExportColumn, ExportPlan } from './export-source.js';

export interface Planned<Column extends ExportColumn> extends ExportPlan<Column> {
  /** Secret columns among them. */
  readonly secrets: readonly string[];
}

/**
 * Checks what is asked of the columns that there are. Secret columns come only where they are named, and only to whom
 * may read them. Throws REQUEST_INVALID, which names what there is, and ROLE_TOO_LOW.
 */
export const planExport = <Column extends ExportColumn>(
  known: readonly Column[],
  request: ExportRequest,
  { secrets, mayReadSecrets }: { readonly secrets: ReadonlySet<string>; readonly mayReadSecrets: boolean },
): Planned<Column> => {
  const { fields, filters = [], format, spreadsheet = 'off' } = request;
  const byName = new Map(known.map((column) => [column.name, column]));
  const columns =
    fields === undefined
      ? known.filter(({ name }) => !secrets.has(name))
      : fields.map((name) => byName.get(name) ?? unknown('field', name, known));
  if (fields !== undefined && new Set(fields).size < fields.length)
    throw refuse('a field is named twice; name it once');
  if (columns.length === 0) throw refuse('no column is left to export');
  for (const filter of filters) checkFilter(filter, byName, known);
  const read = [...columns.map(({ name }) => name), ...filters.map(({ column }) => column)];
  const ofSecrets = [...new Set(read.filter((name) => secrets.has(name)))];
  // What a filter lets through says what the value is.
  if (ofSecrets.length > 0 && !mayReadSecrets) {
    throw new StevedoreError(
      'ROLE_TOO_LOW',
      `Cannot export: "${ofSecrets.join('", "')}" is secret, so that only an admin may name it; leave it out`,
    );
  }
  return { columns, filters, format, isSafe: spreadsheet === 'safe', secrets: ofSecrets };
};

const checkFilter = (
  { column, operator, value }: ExportFilter,
  byName: ReadonlyMap<string, ExportColumn>,
  known: readonly ExportColumn[],
): void => {
  const filterable = known.filter((one) => one.column !== undefined);
  if (byName.get(column)?.column === undefined) unknown('filter', column, filterable);
  if ((operator === 'in') !== Array.isArray(value))
    throw refuse(`the filter of "${column}" takes a list with "in" only`);
  if (value === null && operator !== 'eq' && operator !== 'ne')
    throw refuse(`the filter of "${column}" takes null as equal or not equal only`);
};

const unknown = (what: 'field' | 'filter', name: string, known: readonly ExportColumn[]): never => {
  const names = known.slice(0, MOST_SHOWN).map((one) => `"${one.name}"`);
  const more = known.length > MOST_SHOWN ? `, and ${known.length - MOST_SHOWN} more` : '';
  throw refuse(`there is no ${what} "${name.slice(0, 100)}"; use ${names.join(', ')}${more}`);
};

const MOST_SHOWN = 50;

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot export: ${why}`);
