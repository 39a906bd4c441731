import type { Rename } from './rename-plan.js';

export interface TornTable {
  /** `schema.table`, where it should stand. */
  readonly table: string;
  readonly state: string;
  /** What a person does about it. */
  readonly remedy: string;
}

/**
 * The moves of one rename that do not stand as its token says: all done where it has moved, none where it has not. In the order in
 * which they are to be put right. A name is `schema.table`; `unusable` are those that are listed and cannot be opened.
 */
export const findTornTables = (
  renames: readonly Rename[],
  found: { readonly moved: boolean; readonly there: ReadonlySet<string>; readonly unusable: ReadonlySet<string> },
): TornTable[] => {
  const { moved, unusable } = found;
  const there = new Set(found.there);
  const moves = renames.map(({ from, to }) => (moved ? { from: keyOf(from), to: keyOf(to) } : { from: keyOf(to), to: keyOf(from) }));
  const torn: TornTable[] = [];
  // Backwards in the order opposite to the statement's, so that each table finds its place empty.
  for (const { from, to } of moved ? moves : moves.reverse()) {
    if (unusable.has(to)) {
      const remedy = 'REPAIR TABLE … USE_FRM where its index file is lost; else drop it and load it from its dump';
      torn.push({ table: to, state: 'cannot be opened', remedy });
    } else if (!there.has(to) && there.has(from)) {
      there.delete(from);
      there.add(to);
      torn.push({ table: to, state: `stands in "${from}"`, remedy: `RENAME TABLE ${quoted(from)} TO ${quoted(to)}` });
    } else if (!there.has(to)) {
      torn.push({ table: to, state: 'is nowhere', remedy: 'load it from its dump or a backup' });
    }
  }
  return torn;
};

const keyOf = ({ schema, table }: { schema: string; table: string }): string => `${schema}.${table}`;

const quoted = (key: string): string => {
  const dot = key.indexOf('.');
  return `\`${key.slice(0, dot)}\`.\`${key.slice(dot + 1)}\``;
};
