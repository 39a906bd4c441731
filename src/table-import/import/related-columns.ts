import type { Relations } from '../../contracts/table-import/relations.js';
import type { TableColumn } from '../target/table-facts.js';

/** What relations take from a file beside the columns of the table. */
export const besideColumns = (relations: Relations | undefined): readonly TableColumn[] => {
  const names = [...(relations?.lookups ?? []), ...(relations?.lists ?? [])].map(({ from }) => from);
  return [...new Set(names)].map((name) => ({
    name,
    sqlType: 'text',
    rule: { name, type: 'text', mayBeEmpty: true },
    exact: true,
    generated: 'never',
    hasDefault: false,
    isBeside: true,
  }));
};

/** What the lines must have although nothing else fills it: columns that are found or made, and what that needs. */
export const relatedColumns = (relations: Relations | undefined, names: readonly string[]): readonly string[] => {
  if (relations === undefined) return [];
  const filled = [...relations.lookups, ...relations.made].map(({ column }) => column);
  const needed = relations.made.length === 0 ? [] : relations.lookups.map(({ from }) => from);
  return [...new Set([...filled, ...needed])].filter((name) => !names.includes(name));
};

/** Whether a column may be without a value where it is read, because it is found or made in the database. */
export const isFilledLater = (relations: Relations | undefined, name: string): boolean =>
  relations !== undefined && [...relations.lookups, ...relations.made].some(({ column }) => column === name);

/** Separators of lists, by the place of their column. */
export const separatorsOf = ({ lists }: Relations, names: readonly string[]): ReadonlyMap<number, string> =>
  new Map(lists.map(({ from, separator }) => [names.indexOf(from), separator] as const).filter(([at]) => at >= 0));
