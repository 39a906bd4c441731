import { stagingSchema } from '../../../contracts/dump-import/target-names.js';
import type { Rename } from './rename-plan.js';

export interface TornTable {
  /** `schema.table`, where it should be. */
  readonly table: string;
  readonly state: string;
  /** What a person should do about it. */
  readonly remedy: string;
}

/**
 * Returns the moves of one rename that contradict its token: all must be done if it has moved, and none if it has not.
 * Ordered as they must be repaired. A name is `schema.table`; `unusable` lists tables that exist but cannot be opened.
 * Missing staging is not an error: it may have been dropped or filled again since.
 */
export const findTornTables = (
  renames: readonly Rename[],
  found: { readonly moved: boolean; readonly there: ReadonlySet<string>; readonly unusable: ReadonlySet<string> },
): TornTable[] => {
  const { moved, unusable } = found;
  const there = new Set(found.there);
  const leaving = new Map(renames.map(({ from, to }) => [keyOf(from), keyOf(to)]));
  // If one table leaves a name and another takes it, the first must have left for the second to be there.
  const hasArrived = (place: string): boolean => {
    const next = leaving.get(place);
    return there.has(place) && (next === undefined || there.has(next));
  };
  const torn: TornTable[] = [];
  // Backwards in reverse order, so that each table finds its place empty.
  for (const rename of moved ? renames : renames.toReversed()) {
    const [place, other] = moved ? [rename.to, rename.from] : [rename.from, rename.to];
    const [to, from] = [keyOf(place), keyOf(other)];
    const isStaging = place.schema.startsWith(stagingSchema(''));
    if (there.has(to)) {
      if (!unusable.has(to) || isStaging) continue;
      const remedy = `${moveFiles(other.schema, place.schema)}; REPAIR TABLE … USE_FRM where its index file is lost; else drop it and load it from its dump`;
      torn.push({ table: to, state: 'cannot be opened', remedy });
    } else if (moved ? there.has(from) : hasArrived(from)) {
      there.delete(from);
      there.add(to);
      const remedy = `RENAME TABLE ${quoted(from)} TO ${quoted(to)}`;
      torn.push(
        unusable.has(from)
          ? {
              table: to,
              state: `stands in "${from}" and cannot be opened there`,
              remedy: `${moveFiles(place.schema, other.schema)}, then ${remedy}`,
            }
          : { table: to, state: `stands in "${from}"`, remedy },
      );
    } else if (!isStaging) {
      torn.push({ table: to, state: 'is nowhere', remedy: 'load it from its dump or a backup' });
    }
  }
  return torn;
};

/** MySQL moves the files of a MyISAM table first, and its own record of the table last. */
const moveFiles = (from: string, to: string): string =>
  `move those of its files that are in the server's folder of "${from}" back to that of "${to}" and FLUSH TABLES`;

const keyOf = ({ schema, table }: { schema: string; table: string }): string => `${schema}.${table}`;

const quoted = (key: string): string => {
  const dot = key.indexOf('.');
  return `\`${key.slice(0, dot)}\`.\`${key.slice(dot + 1)}\``;
};
