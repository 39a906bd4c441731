import type { ObjectKey } from '../catalog/object-key.js';

/** What an object is, for the order of creation. */
export type DdlKind = keyof typeof PRIORITIES;

/** `post` needs the rows, or an index that is built over them. */
export type DdlSection = 'pre' | 'post';

/** An object of the database with the statements that create it; no statement ends in a semicolon. */
export interface DdlObject {
  readonly key: ObjectKey;
  readonly kind: DdlKind;
  /** Empty for what stands in no schema. */
  readonly schema: string;
  readonly name: string;
  /** The parts in `without` are left out: they follow on their own. */
  readonly create: (without: ReadonlySet<ObjectKey>) => readonly string[];
  /** Other rows of the catalogue that come with it: whoever needs them needs this object. */
  readonly covers?: readonly ObjectKey[];
  /** What must exist before, beside what the catalogue's dependencies say. */
  readonly needs?: readonly ObjectKey[];
  /** What can also follow later, if the object and the part's own dependencies need each other. */
  readonly parts?: readonly DdlPart[];
  /** Of a view: the same columns without its query, to stand in until what the query needs exists. */
  readonly dummy?: string;
}

export interface DdlPart {
  readonly key: ObjectKey;
  readonly name: string;
  readonly statement: string;
}

/** Objects of a lower number come first, where their dependencies let them. The order is pg_dump's. */
export const PRIORITIES = {
  schema: 0,
  extension: 1,
  collation: 2,
  type: 3,
  function: 4,
  aggregate: 5,
  operator: 6,
  operatorFamily: 7,
  operatorClass: 8,
  cast: 9,
  textSearch: 10,
  foreignDataWrapper: 11,
  foreignServer: 12,
  sequence: 13,
  relation: 14,
  sequenceOwner: 15,
  partition: 16,
  part: 17,
  constraint: 30,
  index: 31,
  indexPartition: 32,
  statistics: 33,
  rule: 34,
  trigger: 35,
  foreignKey: 36,
  policy: 37,
  publication: 38,
  eventTrigger: 39,
} as const;

/** From here on a kind is `post`. */
export const FIRST_OF_POST = PRIORITIES.constraint;
