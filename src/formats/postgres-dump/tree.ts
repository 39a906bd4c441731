import type { Fields } from './parse-statement.js';

/** A node of the tree with its kind: `{ RangeVar: { … } }`. */
export interface TreeNode {
  readonly kind: string;
  readonly fields: Fields;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that is a text, empty where it is none. */
export const textOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

/** A field whose kind is given by the place: `CreateStmt.relation` is a RangeVar. */
export const partOf = (fields: Fields, name: string): Fields | undefined => {
  const value = fields[name];
  return isObject(value) ? value : undefined;
};

/** A value that names its own kind. */
export const nodeOf = (value: unknown): TreeNode | undefined => {
  if (!isObject(value)) return undefined;
  const [entry] = Object.entries(value);
  return entry !== undefined && isObject(entry[1]) ? { kind: entry[0], fields: entry[1] } : undefined;
};

/** The nodes of a list. */
export const listOf = (fields: Fields, name: string): TreeNode[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.flatMap((each) => nodeOf(each) ?? []) : [];
};

/** The texts of a list of names: `schema.name`. */
export const namesOf = (nodes: readonly TreeNode[]): string[] =>
  nodes.flatMap(({ kind, fields }) => (kind === 'String' ? [textOf(fields, 'sval')] : []));

/** Every node of a kind at any depth, the tree's own top left out. */
export const findAll = (value: unknown, kind: string, found: Fields[] = []): Fields[] => {
  if (Array.isArray(value)) for (const each of value) findAll(each, kind, found);
  else if (isObject(value))
    for (const [name, each] of Object.entries(value)) {
      if (name === kind && isObject(each)) found.push(each);
      findAll(each, kind, found);
    }
  return found;
};

/** The value of a literal as text; undefined for anything else. A number keeps its digits. */
export const literalOf = (value: unknown): string | undefined => {
  const node = nodeOf(value);
  if (node?.kind === 'TypeCast') return literalOf(node.fields['arg']);
  if (node?.kind !== 'A_Const') return undefined;
  const { sval, ival, fval, boolval } = node.fields as Record<string, Fields | undefined>;
  if (sval !== undefined) return textOf(sval, 'sval');
  if (fval !== undefined) return textOf(fval, 'fval');
  if (boolval !== undefined) return String(boolval['boolval'] === true);
  // Zero is not written out.
  return ival === undefined ? undefined : String((ival['ival'] as number | undefined) ?? 0);
};
