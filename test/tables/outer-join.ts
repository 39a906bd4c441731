import type { Record_ } from './import-csv.js';

/** Counts of nothing; `records` is told apart. */
export const NONE = { inserted: 0, updated: 0, unchanged: 0, superseded: 0, rejected: 0 };

/** A person with a value of its own in every column; `version` makes another one of the same. */
export const person = (id: number, version = 0): Record_ => ({
  id: `${id}`,
  name: `Name "${id}"`,
  amount: `${id}.${version}0`,
  born: '1990-02-28',
  note: id % 3 === 0 ? null : id % 3 === 1 ? '' : `tab\tline\nback\\slash ${version}`,
});

export const people = (from: number, to: number, version = 0): Record_[] =>
  Array.from({ length: to - from + 1 }, (_, at) => person(from + at, version));

/**
 * What an outer join of table and file says, the file's records applied one after the other: counts, and the rows that
 * are there in the end.
 */
export const outerJoin = (table: readonly Record_[], file: readonly Record_[], keyOf: (record: Record_) => string) => {
  const before = new Map(table.map((row) => [keyOf(row), row]));
  const last = new Map(file.map((record) => [keyOf(record), record]));
  const counts = { records: file.length, ...NONE, superseded: file.length - last.size };
  for (const [key, record] of last) {
    const row = before.get(key);
    if (row === undefined) counts.inserted++;
    else if (Object.entries(record).every(([name, value]) => row[name] === value)) counts.unchanged++;
    else counts.updated++;
  }
  return { counts, rows: [...new Map([...before, ...last]).values()] };
};

export const byId = ({ id }: Record_): string => id ?? '';
