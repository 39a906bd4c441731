import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject } from './ddl-object.js';
import type { Unwritten } from './find-unwritten.js';
import { keyOf } from '../catalog/object-key.js';
import { writeComments, writeExtensionDependents, writeOwners } from './attached/write-attached.js';
import { writeDefaultPrivileges } from './attached/write-default-privileges.js';
import { writeGrants } from './attached/write-grants.js';
import { findUnwritten } from './find-unwritten.js';
import { fitToVersion } from './fit-to-version.js';
import { orderStatements } from './order-statements.js';
import { refreshStatement } from './relations/write-views.js';
import { writeObjects } from './write-objects.js';

/** The statements that create everything that a catalogue describes, in an empty database; none ends in a semicolon. */
export interface Ddl {
  /** Schemas to tables and views: what the rows need. */
  readonly pre: readonly string[];
  /** Large objects, empty. */
  readonly data: readonly string[];
  /** What needs the rows: constraints, indexes, triggers, policies, publications. */
  readonly post: readonly string[];
  /** Owners, comments, grants, default privileges. */
  readonly grants: readonly string[];
  /** Fills the materialised views that are filled at the source, after the grants that their queries need. */
  readonly refresh: readonly string[];
  /** What is not created, each by name. */
  readonly unwritten: readonly Unwritten[];
}

export interface WriteOptions {
  /** Of the server that the statements are for. @default that of the catalogue */
  readonly version?: number;
}

/** Writes a catalogue as statements. Throws OBJECT_INVALID if objects need each other in a way that has no order. */
export const writeDdl = (catalog: Catalog, { version = catalog.version }: WriteOptions = {}): Ddl => {
  const fitted = fitToVersion(catalog, version);
  const all = writeObjects(fitted);
  const unwritten = findUnwritten(catalog, all, version);
  const left = new Set(unwritten.map(({ key }) => key));
  const largeObjects = catalog.largeObjects.map(({ oid }) => keyOf('pg_largeobject', oid));
  const objects = all
    .filter(({ key, needs = [] }) => !left.has(key) && !needs.some((each) => left.has(each)))
    .map((object) => withoutParts(object, left));
  const written = new Set<ObjectKey>([...objects.map(({ key }) => key), ...largeObjects]);
  const covered = new Set<ObjectKey>([
    ...written,
    ...objects.flatMap(({ covers = [], parts = [] }) => [...covers, ...parts.map(({ key }) => key)]),
  ]);
  const known = new Set(catalog.identities.map(({ key }) => key));
  const nodes = orderStatements(objects, fitted.dependencies);
  const statements = (section: 'pre' | 'post') =>
    nodes.filter((node) => node.section === section).flatMap((node) => node.statements);
  return {
    pre: statements('pre'),
    data: catalog.largeObjects.map(({ oid }) => `SELECT pg_catalog.lo_create('${oid}')`),
    post: statements('post'),
    grants: [
      ...writeOwners(fitted, written),
      ...writeExtensionDependents(fitted, covered),
      ...writeComments(fitted, covered),
      ...writeGrants(fitted, covered, known),
      ...writeDefaultPrivileges(fitted),
    ],
    refresh: nodes
      .map(({ object }) =>
        fitted.relations.find(({ oid, kind }) => kind === 'm' && keyOf('pg_class', oid) === object.key),
      )
      .flatMap((view) => (view?.populated === true ? [refreshStatement(view)] : [])),
    unwritten,
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
