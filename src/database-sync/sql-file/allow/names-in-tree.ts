import { findAll, listOf, namesOf, partOf } from '../../../formats/postgres-dump/tree.js';
import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { relationName } from './allow-names.js';

/** What a tree of definitions names, as the parser read it; a name is its parts, never one text. */
export interface NamesInTree {
  readonly calls: readonly (readonly string[])[];
  /** A column of a row may be a function of the server: `t.f` is `f(t)` where `t` has no such column. */
  readonly perhapsCalls: readonly string[];
  readonly reads: readonly (readonly string[])[];
}

/** Everything that stands in the tree, also in the bodies of `BEGIN ATOMIC`. */
export const namesInTree = (tree: unknown): NamesInTree => ({
  calls: findAll(tree, 'FuncCall').map((each) => namesOf(listOf(each, 'funcname'))),
  perhapsCalls: [
    ...findAll(tree, 'ColumnRef').flatMap((each) => namesOf(listOf(each, 'fields')).slice(1)),
    ...findAll(tree, 'A_Indirection').flatMap((each) => namesOf(listOf(each, 'indirection'))),
  ],
  reads: findAll(tree, 'RangeVar').map((each) => relationName(each)),
});

/** Statements whose table the tree names by its place. */
const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'];

/** The relations that statements write. */
export const writtenInTree = (tree: unknown): (readonly string[])[] =>
  WRITES.flatMap((kind) => findAll(tree, kind)).map((each) => relationName(partOf(each, 'relation')));

/** Those, and all that queries read. */
export const relationsInTree = (tree: unknown): (readonly string[])[] => [
  ...findAll(tree, 'RangeVar').map((each) => relationName(each)),
  ...writtenInTree(tree),
];

/** Of a function that is named with its arguments. */
export const namedFunction = (value: unknown): (readonly string[])[] => {
  const names = namesOf(listOf((value ?? {}) as Fields, 'objname'));
  return names.length === 0 ? [] : [names];
};

/** What the options of CREATE OPERATOR, AGGREGATE and TYPE … AS RANGE name: functions and types, which look alike. */
export const namesInOptions = (options: unknown): (readonly string[])[] => [
  ...findAll(options, 'TypeName').map((each) => namesOf(listOf(each, 'names'))),
  // A function's name may be a text, too.
  ...findAll(options, 'DefElem').flatMap((each) => {
    const text = partOf(partOf(each, 'arg') ?? {}, 'String')?.['sval'];
    return typeof text === 'string' ? [[text]] : [];
  }),
];
