import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DatabaseProof, TableProof } from '../../contracts/dump-import/proof.js';

export interface GenerationComparison {
  readonly databases: readonly DatabaseComparison[];
}

export interface DatabaseComparison {
  readonly database: string;
  readonly change: 'added' | 'removed' | 'kept';
  /** By name. */
  readonly tables: readonly TableComparison[];
  /** Views, triggers, routines and events that are not the same, by kind and name. */
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly change: 'added' | 'removed' | 'changed';
  }[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface TableComparison {
  readonly table: string;
  readonly change: 'added' | 'removed' | 'kept';
  readonly rowsBefore?: number;
  readonly rowsAfter?: number;
  /**
   * Of a table that was kept: whether its rows are the same, by the sums of both proofs. `unknown` where one has no
   * sum, or they were made over other columns.
   */
  readonly content?: 'equal' | 'different' | 'unknown';
  readonly columnsAdded: readonly Column[];
  readonly columnsRemoved: readonly Column[];
  readonly columnsChanged: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

type Databases = Pick<Provenance, 'databases'>;

/** What changed from one generation to another, by their proofs alone; no row is read for it. */
export const compareGenerations = (before: Databases, after: Databases): GenerationComparison => ({
  databases: pairs(before.databases, after.databases, ({ database }) => database).map(([name, old, now]) => ({
    database: name,
    change: changeOf(old, now),
    tables: pairs(old?.tables ?? [], now?.tables ?? [], ({ table }) => table).map(([table, ...proofs]) =>
      compareTables(table, ...proofs),
    ),
    objects: compareObjects(old, now),
  })),
});

const compareTables = (
  table: string,
  before: TableProof | undefined,
  after: TableProof | undefined,
): TableComparison => {
  const rows = {
    ...(before === undefined ? {} : { rowsBefore: before.rows }),
    ...(after === undefined ? {} : { rowsAfter: after.rows }),
  };
  if (before === undefined || after === undefined) {
    const change = before === undefined ? 'added' : 'removed';
    return { table, change, ...rows, columnsAdded: [], columnsRemoved: [], columnsChanged: [] };
  }
  const columns = pairs(before.columns, after.columns, ({ name }) => name);
  return {
    table,
    change: 'kept',
    ...rows,
    content: compareContent(before, after),
    columnsAdded: columns.flatMap(([, old, now]) => (old === undefined && now !== undefined ? [now] : [])),
    columnsRemoved: columns.flatMap(([, old, now]) => (old !== undefined && now === undefined ? [old] : [])),
    columnsChanged: columns.flatMap(([name, old, now]) =>
      old === undefined || now === undefined || old.type === now.type
        ? []
        : [{ name, before: old.type, after: now.type }],
    ),
  };
};

const compareContent = (before: TableProof, after: TableProof): 'equal' | 'different' | 'unknown' => {
  if (before.rows !== after.rows) return 'different';
  if (before.content.kind !== 'proved' || after.content.kind !== 'proved') return 'unknown';
  // A sum over other columns is another one although the rows may be the same.
  if (summed(before) !== summed(after)) return 'unknown';
  return before.content.sum === after.content.sum ? 'equal' : 'different';
};

const summed = ({ columns, leftOut }: TableProof): string =>
  JSON.stringify([columns.map(({ name, type }) => [name, type]), leftOut.map(({ column }) => column)]);

const compareObjects = (before: DatabaseProof | undefined, after: DatabaseProof | undefined) =>
  pairs(before?.objects ?? [], after?.objects ?? [], ({ kind, name }) => `${kind}\0${name}`).flatMap(
    ([, old, now]): DatabaseComparison['objects'][number][] => {
      const { kind, name } = old ?? now ?? { kind: '', name: '' };
      if (old === undefined) return [{ kind, name, change: 'added' }];
      if (now === undefined) return [{ kind, name, change: 'removed' }];
      const same = old.sql === now.sql && JSON.stringify(old.session) === JSON.stringify(now.session);
      return same ? [] : [{ kind, name, change: 'changed' }];
    },
  );

const changeOf = (before: unknown, after: unknown): 'added' | 'removed' | 'kept' => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'kept';
};

/** Both lists joined by a key, in its order. */
const pairs = <T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): [string, T | undefined, T | undefined][] => {
  const [old, now] = [before, after].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return keys.map((key) => [key, old?.get(key), now?.get(key)]);
};
