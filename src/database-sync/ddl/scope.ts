import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject } from './ddl-object.js';
import { keyOf } from '../catalog/object-key.js';

/** What of a catalogue is meant. */
export interface Scope {
  readonly schemas: readonly string[];
  /**
   * Of what stands in no schema, as extensions, casts, publications: `all` is all of it but what needs another schema
   * of users, `needed` only what the objects of the schemas need, or what is about them.
   */
  readonly outside: 'all' | 'needed';
  /** Names of extensions that are meant, whether something is known to need them or not. */
  readonly extensions?: ReadonlySet<string>;
}

/** The objects that are meant. */
export const withinScope = (objects: readonly DdlObject[], catalog: Catalog, scope: Scope): DdlObject[] => {
  const schemas = new Set(scope.schemas);
  const isMeant = ({ kind, schema, name }: DdlObject): boolean =>
    schema === '' ? kind === 'schema' && schemas.has(name) : schemas.has(schema);
  const owner = ownersOf(objects, catalog);
  const meant = new Set(objects.filter(isMeant));
  const pairs = edgesOf(objects, catalog, owner);
  const isFree = ({ kind, schema }: DdlObject): boolean => schema === '' && kind !== 'schema';
  // What is about something that is meant: a cast of its types, a publication of its tables.
  const about = objects.filter(
    (object) =>
      isFree(object) &&
      (scope.outside === 'all'
        ? pairs.every(([from, to]) => from !== object || isFree(to) || meant.has(to))
        : pairs.some(([from, to]) => from === object && meant.has(to))),
  );
  for (const object of about) meant.add(object);
  for (const { schema, name, oid } of catalog.extensions)
    if (schemas.has(schema) || scope.extensions?.has(name) === true)
      addIfThere(meant, owner.get(keyOf('pg_extension', oid)));
  for (let grown = true; grown; ) {
    const before = meant.size;
    for (const [from, to] of pairs) if (meant.has(from) && isFree(to)) meant.add(to);
    grown = meant.size > before;
  }
  return objects.filter((object) => meant.has(object));
};

const addIfThere = (meant: Set<DdlObject>, object: DdlObject | undefined): void => {
  if (object !== undefined) meant.add(object);
};

/** The object that each row of the catalogue comes with; members of an extension come with it. */
const ownersOf = (objects: readonly DdlObject[], { extensionMembers }: Catalog): Map<ObjectKey, DdlObject> => {
  const owner = new Map<ObjectKey, DdlObject>();
  for (const object of objects)
    for (const key of [object.key, ...(object.covers ?? []), ...(object.parts ?? []).map((part) => part.key)])
      owner.set(key, object);
  for (const { object, extension } of extensionMembers) {
    const made = owner.get(keyOf('pg_extension', extension));
    if (made !== undefined) owner.set(object, made);
  }
  return owner;
};

/** Which object needs which. */
const edgesOf = (
  objects: readonly DdlObject[],
  { dependencies }: Catalog,
  owner: ReadonlyMap<ObjectKey, DdlObject>,
): (readonly [DdlObject, DdlObject])[] => {
  const edges: [DdlObject, DdlObject][] = [];
  const add = (from: DdlObject | undefined, to: DdlObject | undefined): void => {
    if (from !== undefined && to !== undefined && from !== to) edges.push([from, to]);
  };
  for (const { object, needs } of dependencies) add(owner.get(object), owner.get(needs));
  for (const object of objects) for (const key of object.needs ?? []) add(object, owner.get(key));
  return edges;
};
