import type { CollationMapping } from '../../formats/mysql-dump/index/map-collations.js';
import { mapCollation } from '../../formats/mysql-dump/index/map-collations.js';
import type { KnownCollations } from './known-collations.js';
import type { CharsetUse } from './charset-use.js';
import { suggestCollation } from './suggest-collation.js';

/** A name that the server does not know, with its first use. */
export interface UnknownName {
  readonly kind: CharsetUse['kind'];
  readonly name: string;
  readonly first: CharsetUse;
  readonly count: number;
  /** For a collation: a similar one that the server has. */
  readonly suggestion?: string;
}

/** A `load.collations` entry that cannot be used. */
export interface BadMapping {
  readonly from: string;
  readonly to: string;
  /** `misplaced`: it belongs to a character set other than `charset`. */
  readonly why: 'unknown' | 'misplaced';
  readonly charset: string;
  readonly suggestion?: string;
}

export interface Judgement {
  readonly unknown: readonly UnknownName[];
  readonly badMappings: readonly BadMapping[];
  /** The part of the mapping that this dump needs. */
  readonly applied: Readonly<Record<string, string>>;
  /** Number of places that it changes. */
  readonly places: number;
}

/** Compares what a dump names, after the mapping, with what the server knows. */
export const judgeCharsetUses = async (
  uses: readonly CharsetUse[],
  mapping: CollationMapping,
  known: KnownCollations,
): Promise<Judgement> => {
  const unknown = new Map<string, UnknownName>();
  const bad = new Map<string, BadMapping>();
  const applied: Record<string, string> = {};
  let places = 0;
  for (const use of uses) {
    const to = use.kind === 'collation' ? mapCollation(mapping, use.name) : undefined;
    if (to !== undefined) {
      applied[use.name] = to;
      places++;
      const found = await judgeMapping(use.name, to, use.charset, known);
      if (found) bad.set(use.name, found);
      continue;
    }
    const isUnknown =
      use.kind === 'charset'
        ? !(await known.charset(use.name))
        : (await known.collation(use.name, use.charset)) === 'unknown';
    if (!isUnknown) continue;
    const key = `${use.kind} ${use.name}`;
    const before = unknown.get(key);
    const suggestion = use.kind === 'collation' ? suggestCollation(use.name, known.lists) : undefined;
    unknown.set(key, {
      kind: use.kind,
      name: use.name,
      first: before?.first ?? use,
      count: (before?.count ?? 0) + 1,
      ...(suggestion !== undefined && { suggestion }),
    });
  }
  return { unknown: [...unknown.values()], badMappings: [...bad.values()], applied, places };
};

/** Says why one collation cannot replace another; undefined if it can. */
export const judgeMapping = async (
  from: string,
  to: string,
  charset: string | undefined,
  known: KnownCollations,
): Promise<BadMapping | undefined> => {
  const why = await known.collation(to, charset);
  if (why === 'known') return undefined;
  const suggestion = suggestCollation(from, known.lists);
  return {
    from,
    to,
    why,
    charset: charset ?? 'utf8mb4',
    ...(suggestion !== undefined && suggestion !== to && { suggestion }),
  };
};
