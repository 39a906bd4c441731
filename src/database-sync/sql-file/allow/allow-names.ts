import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import type { TreeNode } from '../../../formats/postgres-dump/tree.js';
import { findAll, listOf, namesOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';

/**
 * What a statement is about: the parts of a qualified name, the name of a schema alone; or what stands in no schema and
 * has to be the file's own.
 */
export type Target =
  | { readonly name: readonly string[] }
  | { readonly schema: string }
  | { readonly publication: string }
  | { readonly largeObject: string };

/** Of a RangeVar. */
export const relationName = (relation: Fields | undefined): string[] =>
  relation === undefined
    ? []
    : [textOf(relation, 'catalogname'), textOf(relation, 'schemaname'), textOf(relation, 'relname')].filter(
        (part, at) => part !== '' || at === 2,
      );

export const relationTarget = (fields: Fields, name = 'relation'): Target[] => [
  { name: relationName(partOf(fields, name)) },
];

/** A table, and those that it is tied to: what it inherits, refers to, or takes as a partition. */
export const tableTargets = (fields: Fields): Target[] => [
  ...relationTarget(fields),
  ...findAll(fields, 'RangeVar').map((table) => ({ name: relationName(table) })),
  ...findAll(fields, 'PartitionCmd').map((part) => ({ name: relationName(partOf(part, 'name')) })),
  ...findAll(fields, 'Constraint')
    .filter((each) => partOf(each, 'pktable') !== undefined)
    .flatMap((each) => relationTarget(each, 'pktable')),
];

/** Tables and schemas of a publication. */
export const publicationTargets = (fields: Fields): Target[] =>
  findAll(fields, 'PublicationObjSpec').flatMap((each): Target[] => {
    const table = partOf(each, 'pubtable');
    return table === undefined ? [{ schema: textOf(each, 'name') }] : relationTarget(table);
  });

/** The types of a cast that are not the server's own. */
export const castTargets = (types: readonly (Fields | undefined)[]): Target[] =>
  types
    .map((type) => namesOf(listOf(type ?? {}, 'names')))
    .filter(([schema, name]) => name !== undefined && schema !== 'pg_catalog')
    .map((name) => ({ name }));

/** A list of texts, or a TypeName. */
export const listTarget = (fields: Fields, name: string): Target[] => [{ name: namesOf(listOf(fields, name)) }];

/** How many of the last parts of a name belong to its table's parts: the trigger of a table, the column of one. */
const PARTS: Readonly<Record<string, number>> = {
  OBJECT_COLUMN: 1,
  OBJECT_TABCONSTRAINT: 1,
  OBJECT_TRIGGER: 1,
  OBJECT_RULE: 1,
  OBJECT_POLICY: 1,
};

/** Objects that stand in no schema. */
const OUTSIDE: ReadonlySet<string> = new Set(['OBJECT_DATABASE', 'OBJECT_EXTENSION', 'OBJECT_LANGUAGE']);

/**
 * What the object of a COMMENT, a GRANT or an OWNER TO stands in; none for what stands in no schema, undefined for
 * kinds that a file may not touch.
 */
export const objectTargets = (type: string, object: TreeNode | undefined): Target[] | undefined => {
  if (OUTSIDE.has(type)) return [];
  if (object === undefined) return undefined;
  const { kind, fields } = object;
  if (type === 'OBJECT_PUBLICATION') return [{ publication: textOf(fields, 'sval') }];
  // A number that needs more than 31 bits is kept as its text.
  if (type === 'OBJECT_LARGEOBJECT')
    return [{ largeObject: kind === 'Float' ? textOf(fields, 'fval') : `${Number(fields['ival'] ?? 0)}` }];
  if (type === 'OBJECT_SCHEMA') return kind === 'String' ? [{ schema: textOf(fields, 'sval') }] : undefined;
  if (kind === 'RangeVar') return [{ name: relationName(fields) }];
  if (kind === 'ObjectWithArgs') return [{ name: namesOf(listOf(fields, 'objname')) }];
  if (kind === 'TypeName') return [{ name: namesOf(listOf(fields, 'names')) }];
  if (kind !== 'List') return undefined;
  const items = listOf(fields, 'items');
  if (type === 'OBJECT_CAST') {
    const types = castTargets(items.map((each) => each.fields));
    return types.length === 0 ? undefined : types;
  }
  if (type === 'OBJECT_DOMCONSTRAINT') return objectTargets('OBJECT_DOMAIN', nodeOf((fields['items'] as unknown[])[0]));
  const names = namesOf(items);
  // Of classes and families of operators, the first part is the access method.
  const own = type === 'OBJECT_OPCLASS' || type === 'OBJECT_OPFAMILY' ? names.slice(1) : names;
  return [{ name: own.slice(0, own.length - (PARTS[type] ?? 0)) }];
};
