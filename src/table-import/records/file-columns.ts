import { StevedoreError } from '../../contracts/errors.js';
import { REJECT_COLUMNS } from '../../contracts/table-import/reject.js';
import type { Resource } from '../../contracts/table-import/resource.js';

/** Which column of the table each column of a file fills. */
export interface FileColumns {
  /** In the file's order; undefined for a column that is not taken. */
  readonly targets: readonly (string | undefined)[];
  /** Columns that the table does not have, in the file's order; by their names in the table. */
  readonly unknown: readonly string[];
}

/**
 * Gives each column of a file its column of the table, by the mapping, which may leave it out, else by its name as it
 * is written; of names that give way only those that are columns and that nothing else fills. Throws
 * FILE_HEADER_INVALID for a name that is empty or comes twice, COLUMN_MISSING for a mapped column that the file lacks.
 */
export const fileColumns = (
  names: readonly string[],
  mapping: Readonly<Record<string, string>>,
  known: ReadonlySet<string>,
  yielding: ReadonlySet<string> = new Set(),
): FileColumns => {
  const missing = Object.keys(mapping).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new StevedoreError(
      'COLUMN_MISSING',
      `Cannot map column ${quoted(missing)}: the header has ${quoted(names)}; mend the mapping or the file`,
    );
  }
  const filled = new Set(Object.values(mapping));
  const mapped = names.map((name) => {
    if (Object.hasOwn(mapping, name)) return mapping[name] === '' ? undefined : mapping[name];
    return yielding.has(name) && (filled.has(name) || !known.has(name)) ? undefined : name;
  });
  const empty = mapped.indexOf('');
  if (empty >= 0) {
    throw new StevedoreError(
      'FILE_HEADER_INVALID',
      `Cannot use the header: column ${empty + 1} of ${names.length} has no name; give it one`,
    );
  }
  const twice = firstTwice(mapped.filter((name) => name !== undefined));
  if (twice !== undefined) {
    throw new StevedoreError(
      'FILE_HEADER_INVALID',
      `Cannot use the header: two of its columns are "${twice}" in the table; rename one, or map it to another column`,
    );
  }
  const taken = mapped.map((name) =>
    name !== undefined && !known.has(name) && REJECT_COLUMNS.includes(name) ? undefined : name,
  );
  return {
    targets: taken.map((name) => (name !== undefined && known.has(name) ? name : undefined)),
    unknown: taken.filter((name): name is string => name !== undefined && !known.has(name)),
  };
};

/** Throws FILE_HEADER_INVALID where the resource does not accept columns that the table lacks. */
export const refuseUnknown = (unknown: readonly string[], { onNewColumns, table }: Resource): void => {
  if (unknown.length === 0 || onNewColumns !== 'fail') return;
  throw new StevedoreError(
    'FILE_HEADER_INVALID',
    `Cannot import into "${table}": it has no column ${quoted(unknown)}; map it, add it to the table, or set on_new_columns to "ignore" or "add"`,
  );
};

const firstTwice = (names: readonly string[]): string | undefined => {
  const before = new Set<string>();
  return names.find((name) => before.size === before.add(name).size);
};

const SHOWN = 10;

/** Names for a message, the first few of them. */
export const quoted = (names: readonly string[]): string => {
  const shown = names.slice(0, SHOWN).map((name) => `"${name}"`);
  return names.length > SHOWN ? `${shown.join(', ')} and ${names.length - SHOWN} more` : shown.join(', ');
};
