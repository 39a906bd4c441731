import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject } from '../ddl/ddl-object.js';
import { propertiesAfterProof } from '../ddl/attached/write-after-proof.js';
import { writeComments, writeExtensionDependents } from '../ddl/attached/write-attached.js';
import { writeDefaultPrivileges } from '../ddl/attached/write-default-privileges.js';
import { resetsRole } from '../ddl/attached/granted-by.js';
import { writeGrants } from '../ddl/attached/write-grants.js';
import { findUnwritten } from '../ddl/find-unwritten.js';
import { quoteName } from '../ddl/quote.js';
import { refreshStatement } from '../ddl/relations/write-views.js';
import { writeObjects } from '../ddl/write-objects.js';
import { keyOf } from '../catalog/object-key.js';
import { groupBy } from '../group-by.js';

/** What is compared of an object. Lines are in an order of their own, which means nothing, unless `ordered`. */
export interface Description {
  /** As pg_identify_object names it. */
  readonly type: string;
  readonly identity: string;
  /** Undefined for what stands in no schema. */
  readonly schema?: string;
  readonly definition: readonly string[];
  readonly ordered: boolean;
  readonly owner: string | null;
  readonly comments: readonly string[];
  readonly grants: readonly string[];
}

/** A catalogue as descriptions, and the names of what it has that cannot be described. */
export interface Described {
  readonly objects: ReadonlyMap<string, Description>;
  readonly unknown: readonly string[];
}

/** Describes every object by its definition, owner, comments and grants. Nothing in it depends on oids. */
export const describeCatalog = (catalog: Catalog): Described => {
  const before = described.get(catalog);
  if (before !== undefined) return before;
  const made = describe(catalog);
  described.set(catalog, made);
  return made;
};

/** A catalogue is compared several times, and never changes. */
const described = new WeakMap<Catalog, Described>();

const describe = (catalog: Catalog): Described => {
  const objects = writeObjects(catalog);
  const names = new Map(catalog.identities.map((each) => [each.key, each]));
  const homes = homesOf(objects);
  const comments = groupBy(catalog.comments, ({ object }) => homes.get(object) ?? object);
  const dependents = groupBy(catalog.extensionDependents, ({ object }) => homes.get(object) ?? object);
  const grants = groupBy(catalog.grants, ({ object }) => object);
  const further = furtherLines(catalog);
  const afterProof = groupBy(propertiesAfterProof(catalog), ({ key }) => key);
  const all = new Map<string, Description>();
  const add = (description: Description) => all.set(`${description.type} ${description.identity}`, description);
  const everything = new Set(homes.keys());
  const grantsOf = (rows: Catalog['grants'] = []): string[] => {
    const keys = new Set(rows.map(({ object }) => object));
    return writeGrants({ grants: rows }, keys, keys).filter((line) => !resetsRole(line));
  };
  for (const [home, parts] of groupBy(objects, ({ key }) => homes.get(key) ?? key)) {
    const identity = names.get(home);
    const main = parts.find(({ key }) => key === home);
    if (identity === undefined || main === undefined || isClone(main)) continue;
    add({
      type: identity.type,
      identity: identity.identity,
      ...schemaOf(main),
      definition: [
        ...parts.flatMap(definitionOf),
        ...(further.get(home) ?? []),
        ...(afterProof.get(home) ?? []).map(({ statement }) => statement),
        ...writeExtensionDependents({ extensionDependents: dependents.get(home) ?? [] }, everything),
      ],
      ordered: main.kind !== 'relation',
      owner: identity.owner,
      comments: writeComments({ comments: comments.get(home) ?? [] }, everything),
      grants: grantsOf(grants.get(home)),
    });
  }
  // Objects of the server and of extensions, of which only the grants can differ.
  for (const [key, rows] of grants) {
    const [first] = rows;
    if (first === undefined || homes.has(key) || names.has(key)) continue;
    const { type, identity } = first;
    add({ type, identity, definition: [], ordered: false, owner: null, comments: [], grants: grantsOf(rows) });
  }
  for (const [schema, rows] of groupBy(catalog.defaultPrivileges, (row) => row.schema)) {
    const definition = writeDefaultPrivileges({ ...catalog, defaultPrivileges: rows });
    if (definition.length > 0)
      add({
        type: 'default privileges',
        identity: schema === null ? 'of the database' : `in schema ${quoteName(schema)}`,
        ...(schema === null ? {} : { schema }),
        definition,
        ordered: false,
        owner: null,
        comments: [],
        grants: [],
      });
  }
  const unknown = findUnwritten(catalog, objects, catalog.version).map(({ type, identity }) => `${type} ${identity}`);
  return { objects: all, unknown };
};

/** A foreign key of a partition that comes with its parent's: each version of the server names it in its own way. */
const isClone = ({ kind, create }: DdlObject): boolean => kind === 'foreignKey' && create(new Set()).length === 0;

/** The object that each row of the catalogue is described with. */
const homesOf = (objects: readonly DdlObject[]): Map<ObjectKey, ObjectKey> => {
  const homes = new Map<ObjectKey, ObjectKey>();
  for (const { key, covers = [], parts = [] } of objects)
    for (const each of [key, ...covers, ...parts.map((part) => part.key)]) homes.set(each, key);
  // An attachment, or the column that a sequence belongs to, is told of the object itself.
  for (const { key, needs: [first] = [] } of objects)
    if (/^(?:attached|owned|notnull):/.test(key) && first !== undefined) homes.set(key, homes.get(first) ?? first);
  return homes;
};

const schemaOf = ({ kind, schema, name }: DdlObject): { schema?: string } =>
  schema !== '' ? { schema } : kind === 'schema' ? { schema: name } : {};

/** Of a table, each column and each constraint is a line; of anything else, each line that was written. */
const definitionOf = (object: DdlObject): string[] =>
  object.create(new Set()).flatMap((statement) => statement.split('\n').map((line) => line.replace(/,$/, '')));

/** Lines about each object that stand in no statement, by key; read once, because a database may have thousands. */
const furtherLines = ({ relations, columns, parents, extensions }: Catalog): ReadonlyMap<ObjectKey, string[]> => {
  const names = groupBy(columns, ({ relation }) => relation);
  const inherits = new Set(parents.map(({ child }) => child));
  return new Map([
    ...relations.map((relation): [ObjectKey, string[]] => {
      const { oid, kind, isPartition, populated } = relation;
      const isView = kind === 'v' || kind === 'm';
      // A table that inherits has its own order: a column that its parent got later is the last one, and the first in
      // a copy.
      const hasOrder = !isView && (isPartition || !inherits.has(oid));
      const order = (names.get(oid) ?? []).map(({ name }) => name).join(', ');
      return [
        keyOf('pg_class', oid),
        [
          ...(hasOrder ? [`order of columns: ${order}`] : []),
          ...(kind === 'm' && populated ? [refreshStatement(relation)] : []),
        ],
      ];
    }),
    ...extensions.map(({ oid, version }): [ObjectKey, string[]] => [
      keyOf('pg_extension', oid),
      [`version ${version}`],
    ]),
  ]);
};
