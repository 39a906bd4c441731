import type { Catalog } from '../catalog/read-families.js';
import type { Described, Description } from './describe-catalog.js';
import { isGenerationSchema } from '../generation-names.js';
import { describeCatalog } from './describe-catalog.js';

/** What differs of an object: the lines that only one side has. */
export interface Aspect {
  readonly what: 'definition' | 'owner' | 'comments' | 'grants';
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/** An object that is not the same in both. */
export interface Difference {
  /** As pg_identify_object names it. */
  readonly type: string;
  readonly identity: string;
  readonly state: 'different' | 'only in the first' | 'only in the second';
  /** Empty where only one side has the object. */
  readonly aspects: readonly Aspect[];
}

export interface Comparison {
  /** Objects that are the same in both. */
  readonly equal: number;
  /** By type and name. */
  readonly differences: readonly Difference[];
  /** Objects whose definition cannot be read, so that only their names were compared. */
  readonly byNameOnly: readonly string[];
}

export interface CompareOptions {
  /** Only these, and of what stands in no schema nothing. @default all but this program's own */
  readonly schemas?: readonly string[];
  /** Only what stands in no schema. @default false */
  readonly outside?: boolean;
}

/**
 * Compares two databases by their definitions, owners, comments and grants, object by object. The order of objects, and
 * of the columns' lines, means nothing; that of columns in a table is one of its lines.
 */
export const compareCatalogs = (
  first: Catalog,
  second: Catalog,
  { schemas, outside = false }: CompareOptions = {},
): Comparison => {
  const [a, b] = [describeCatalog(first), describeCatalog(second)];
  const isMeant = ({ schema }: Description): boolean => {
    if (schema === undefined) return outside || schemas === undefined;
    return !outside && (schemas?.includes(schema) ?? !isGenerationSchema(schema));
  };
  const names = [...new Set([...a.objects.keys(), ...b.objects.keys()])].sort();
  let equal = 0;
  const differences = names.flatMap((name): Difference[] => {
    const [one, other] = [a.objects.get(name), b.objects.get(name)];
    const some = one ?? other;
    if (some === undefined || !isMeant(some)) return [];
    const { type, identity } = some;
    if (one === undefined) return [{ type, identity, state: 'only in the second', aspects: [] }];
    if (other === undefined) return [{ type, identity, state: 'only in the first', aspects: [] }];
    const aspects = aspectsOf(one, other);
    if (aspects.length > 0) return [{ type, identity, state: 'different', aspects }];
    equal += 1;
    return [];
  });
  const unknown = schemas === undefined && !outside ? compareUnknown(a, b) : { differences: [], byNameOnly: [] };
  return { equal, differences: [...differences, ...unknown.differences], byNameOnly: unknown.byNameOnly };
};

const aspectsOf = (one: Description, other: Description): Aspect[] => {
  const aspects: Aspect[] = [
    { what: 'definition', ...linesOf(one.definition, other.definition, one.ordered) },
    { what: 'owner', ...linesOf([one.owner ?? ''], [other.owner ?? ''], false) },
    { what: 'comments', ...linesOf(one.comments, other.comments, false) },
    { what: 'grants', ...linesOf(one.grants, other.grants, false) },
  ];
  return aspects.filter((aspect) => aspect.first.length + aspect.second.length > 0);
};

/** The lines that only one side has; all of both where only their order differs and has a meaning. */
const linesOf = (one: readonly string[], other: readonly string[], ordered: boolean) => {
  const first = missingIn(other, one);
  const second = missingIn(one, other);
  const same = first.length + second.length === 0;
  return same && ordered && one.join('\n') !== other.join('\n') ? { first: one, second: other } : { first, second };
};

const missingIn = (there: readonly string[], here: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const line of there) left.set(line, (left.get(line) ?? 0) + 1);
  return here.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
};

const compareUnknown = (a: Described, b: Described) => {
  const all = [...new Set([...a.unknown, ...b.unknown])].sort();
  const isOf = (name: string, described: Described) => described.unknown.includes(name) || described.objects.has(name);
  const differences = all
    .filter((name) => !isOf(name, a) || !isOf(name, b))
    .map(
      (name): Difference => ({
        type: 'object',
        identity: name,
        state: isOf(name, a) ? 'only in the first' : 'only in the second',
        aspects: [],
      }),
    );
  const both = all.filter((name) => isOf(name, a) && isOf(name, b));
  return { differences, byNameOnly: both };
};
