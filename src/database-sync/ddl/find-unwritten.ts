import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject } from './ddl-object.js';
import { keyOf } from '../catalog/object-key.js';
import { isLeftOut } from './relations/write-indexes.js';
import { findMisfits } from './fit-to-version.js';

/** An object that is not written, by its name, and why. */
export interface Unwritten {
  readonly key: ObjectKey;
  /** As pg_identify_object names it: `type`, `language`, `access method` … */
  readonly type: string;
  readonly identity: string;
  readonly reason: string;
}

/** Why an object of the type is not written. */
const REASONS: Readonly<Record<string, string>> = {
  type: 'a base type is made by functions in C',
  function: 'it is written in C, and needs a file of the server',
  language: 'languages are installed by an administrator',
  'access method': 'access methods are installed by an administrator',
  conversion: 'conversions of encodings are not copied',
  transform: 'transforms belong to a language',
  subscription: 'a subscription would replicate into two databases, and holds a password',
  'user mapping': 'it holds a password',
  'security label': 'labels belong to a module of the server',
  index: 'it is invalid at the source',
};

/**
 * The completeness probe: every object of users that `objects` does not create, and everything that needs one of
 * them. An object of a kind that this program has never heard of is among them, because the list starts from the
 * catalogue. Those of `leave` are among them.
 */
export const findUnwritten = (
  catalog: Catalog,
  objects: readonly DdlObject[],
  version: number,
  leave: ReadonlyMap<ObjectKey, string> = new Map(),
): Unwritten[] => {
  const owner = new Map<ObjectKey, ObjectKey>();
  for (const { key, covers = [], parts = [] } of objects)
    for (const each of [key, ...covers, ...parts.map((part) => part.key)]) owner.set(each, key);
  for (const { oid } of catalog.largeObjects) owner.set(keyOf('pg_largeobject', oid), keyOf('pg_largeobject', oid));
  const names = new Map(catalog.identities.map((each) => [each.key, each]));
  const missing = new Map<ObjectKey, string>(leave);
  for (const { key, reason } of findMisfits(catalog, version)) missing.set(key, reason);
  for (const index of catalog.indexes)
    if (isLeftOut(index)) missing.set(keyOf('pg_class', index.oid), REASONS['index'] ?? '');
  for (const { key, type } of catalog.identities)
    if (!owner.has(key)) missing.set(key, REASONS[type] ?? 'objects of this kind are not copied');
  addDependents(catalog, owner, names, missing);
  return [...missing]
    .map(([key, reason]) => ({
      key,
      type: names.get(key)?.type ?? 'object',
      identity: names.get(key)?.identity ?? key,
      reason,
    }))
    .sort((a, b) => (`${a.type} ${a.identity}` < `${b.type} ${b.identity}` ? -1 : 1));
};

/** Nothing can be created that needs what is missing. */
const addDependents = (
  { dependencies, sequences: rows }: Catalog,
  owner: ReadonlyMap<ObjectKey, ObjectKey>,
  names: ReadonlyMap<ObjectKey, { readonly type: string; readonly identity: string }>,
  missing: Map<ObjectKey, string>,
): void => {
  const sequences = new Set(rows.map(({ oid }) => keyOf('pg_class', oid)));
  for (let grown = true; grown; ) {
    grown = false;
    for (const { object, needs, kind } of dependencies) {
      const from = owner.get(object);
      const to = owner.get(needs) ?? needs;
      if (from === undefined || missing.has(from) || !missing.has(to) || kind === 'x') continue;
      // A sequence can do without the table of its column.
      if (kind !== 'n' && sequences.has(from)) continue;
      const named = names.get(to);
      missing.set(
        from,
        `it needs ${named === undefined ? to : `the ${named.type} ${named.identity}`}, which is not copied`,
      );
      grown = true;
    }
  }
};
