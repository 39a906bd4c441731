import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject } from './ddl-object.js';
import type { GraphNode } from './dependency-graph.js';
import type { Unwritten } from './find-unwritten.js';
import type { Scope } from './scope.js';
import { unquoteName } from '../../connectors/postgres/quote-name.js';
import { keyOf } from '../catalog/object-key.js';
import { findUnwritten } from './find-unwritten.js';
import { fitToVersion } from './fit-to-version.js';
import { orderStatements } from './order-statements.js';
import { withinScope } from './scope.js';
import { writeObjects } from './write-objects.js';

export interface WriteOptions {
  /** Of the server that the statements are for. @default that of the catalogue */
  readonly version?: number;
  /** @default everything */
  readonly scope?: Scope;
  /** Objects that are left out, and why; what needs one of them is left out with it. */
  readonly leave?: ReadonlyMap<ObjectKey, string>;
}

/** What creates a catalogue's objects, each in its place. */
export interface DdlPlan {
  /** The catalogue as the server that it is for can have it. */
  readonly fitted: Catalog;
  /** In the order of creation. */
  readonly nodes: readonly GraphNode[];
  /** Objects that are created. */
  readonly written: ReadonlySet<ObjectKey>;
  /** The same, and all that comes with them. */
  readonly covered: ReadonlySet<ObjectKey>;
  readonly largeObjects: Catalog['largeObjects'];
  /** What is not created, each by name. */
  readonly unwritten: readonly Unwritten[];
}

/** Orders a catalogue's objects. Throws OBJECT_INVALID if objects need each other in a way that has no order. */
export const planDdl = (catalog: Catalog, { version = catalog.version, scope, leave }: WriteOptions = {}): DdlPlan => {
  const fitted = fitToVersion(catalog, version);
  const every = writeObjects(fitted);
  const all = scope === undefined ? every : withinScope(every, catalog, scope);
  const isMeant = meantBy(catalog, every, all, scope);
  const unwritten = findUnwritten(catalog, every, version, leave).filter(isMeant);
  const left = new Set(unwritten.map(({ key }) => key));
  const largeObjects = scope === undefined || scope.outside === 'all' ? catalog.largeObjects : [];
  const objects = all
    .filter(({ key, needs = [] }) => !left.has(key) && !needs.some((each) => left.has(each)))
    .map((object) => withoutParts(object, left));
  const written = new Set<ObjectKey>([
    ...objects.map(({ key }) => key),
    ...largeObjects.map(({ oid }) => keyOf('pg_largeobject', oid)),
  ]);
  const covered = new Set<ObjectKey>([
    ...written,
    ...objects.flatMap(({ covers = [], parts = [] }) => [...covers, ...parts.map(({ key }) => key)]),
  ]);
  const nodes = orderStatements(objects, fitted.dependencies);
  return { fitted, nodes, written, covered, largeObjects, unwritten };
};

/** Of what cannot be written, what belongs to the scope: by the object, or by its schema if it is of no known kind. */
const meantBy = (
  { identities }: Catalog,
  every: readonly DdlObject[],
  meant: readonly DdlObject[],
  scope: Scope | undefined,
): ((unwritten: Unwritten) => boolean) => {
  if (scope === undefined) return () => true;
  const known = new Set(every.map(({ key }) => key));
  const within = new Set(meant.map(({ key }) => key));
  const schemas = new Map(identities.map(({ key, schema }) => [key, schema]));
  return ({ key }) => {
    if (known.has(key)) return within.has(key);
    const schema = schemas.get(key) ?? null;
    return schema === null ? scope.outside === 'all' : scope.schemas.includes(unquoteName(schema));
  };
};

/** The object without those of its parts that are left out. */
const withoutParts = (object: DdlObject, left: ReadonlySet<ObjectKey>): DdlObject => {
  const { parts = [], create } = object;
  const gone = parts.filter(({ key }) => left.has(key)).map(({ key }) => key);
  if (gone.length === 0) return object;
  return {
    ...object,
    parts: parts.filter(({ key }) => !left.has(key)),
    create: (without) => create(new Set([...without, ...gone])),
  };
};
