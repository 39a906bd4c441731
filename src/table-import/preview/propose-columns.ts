import type { FilePreview, ProposedColumn } from '../../contracts/table-import/preview/file-preview.js';
import { checkRecord } from '../rules/check-record.js';
import type { TableColumn } from '../target/table-facts.js';

/**
 * Proposes where each column of a file goes, by its name: the same name first, then one that is alike, each column of
 * the table once. What `chosen` says is not proposed: '' leaves a column out. Tells which of the first values the
 * column would refuse.
 */
export const proposeColumns = (
  { columns, rows, header = true }: Pick<FilePreview, 'columns' | 'rows' | 'header'>,
  table: readonly TableColumn[],
  chosen: Readonly<Record<string, string>> = {},
): ProposedColumn[] => {
  const fillable = table.filter(({ generated }) => generated !== 'always');
  const free = new Set(fillable.map(({ name }) => name));
  for (const name of Object.values(chosen)) free.delete(name);
  const found = new Map<string, Pick<ProposedColumn, 'to' | 'by'>>();
  const take = (column: string, to: string, by: ProposedColumn['by']): void => {
    free.delete(to);
    found.set(column, { to, by });
  };
  // A file without names has the table's columns, in its order.
  if (!header) columns.forEach(({ name }, index) => fillable[index] && take(name, fillable[index].name, 'same'));
  for (const { name } of columns) {
    if (Object.hasOwn(chosen, name)) take(name, chosen[name] ?? '', chosen[name] === name ? 'same' : 'none');
    else if (free.has(name)) take(name, name, 'same');
  }
  for (const { name } of columns) {
    const alike = [...free].find((one) => plain(one) === plain(name));
    if (!found.has(name) && alike !== undefined) take(name, alike, 'alike');
  }
  return columns.map(({ name }, index) => {
    const { to = '', by } = found.get(name) ?? { by: 'none' as const };
    const column = fillable.find((one) => one.name === to);
    const values = rows.map((row) => row[index] ?? null);
    return {
      column: name,
      ...(to === '' ? {} : { to }),
      by,
      misfits: column === undefined ? [] : misfitsOf(column, values),
    };
  });
};

/** Without case, accents, and marks between words. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '') || name;

const misfitsOf = ({ rule }: TableColumn, values: readonly (string | null)[]): ProposedColumn['misfits'] => {
  const check = checkRecord([rule]);
  return values.flatMap((value) => {
    const [reason] = check([value]).reasons ?? [];
    return reason === undefined ? [] : [{ value: (value ?? '').slice(0, SHOWN), message: reason.message }];
  });
};

const SHOWN = 100;
