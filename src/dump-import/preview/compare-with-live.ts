import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { GenerationDifference, TablePreview } from './dump-preview.js';

/** Compares a dump's tables with those of the live database; names compare as the server writes them. */
export const compareWithLive = (
  tables: readonly Pick<TablePreview, 'name' | 'rows'>[],
  live: Pick<DatabaseProof, 'tables'>,
  generation: number,
): GenerationDifference => {
  const before = new Map(live.tables.map(({ table, rows }) => [table, rows]));
  const after = new Map(tables.map(({ name, rows }) => [name, rows]));
  const sum = (rows: ReadonlyMap<string, number>) => [...rows.values()].reduce((total, one) => total + one, 0);
  const changed = [...after].flatMap(([table, rows]) => {
    const old = before.get(table);
    return old === undefined || old === rows ? [] : [{ table, before: old, after: rows }];
  });
  return {
    generation,
    tables_added: [...after.keys()].filter((table) => !before.has(table)).sort(),
    tables_removed: [...before.keys()].filter((table) => !after.has(table)).sort(),
    rows_before: sum(before),
    rows_after: sum(after),
    changed: changed.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before)),
  };
};
