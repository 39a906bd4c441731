import { expect, it } from 'vitest';
import type { Catalog } from '../catalog/read-families.js';
import type { GraphNode } from '../ddl/dependency-graph.js';
import type { DdlKind } from '../ddl/ddl-object.js';
import type { ObjectKey } from '../catalog/object-key.js';
import { keyOf } from '../catalog/object-key.js';
import { laterObjects } from './read-later-objects.js';

/** Tables of four levels with an index each: `top` has `left` and `right`, these one below, and `left` one more. */
const TREE = [
  { name: 'top', parent: '' },
  { name: 'left', parent: 'top' },
  { name: 'right', parent: 'top' },
  { name: 'left_below', parent: 'left' },
  { name: 'left_lowest', parent: 'left_below' },
  { name: 'right_below', parent: 'right' },
];
const tableOf = (name: string): number => 1 + TREE.findIndex((each) => each.name === name);
const indexOf = (name: string): number => 100 + tableOf(name);

const node = (key: ObjectKey, kind: DdlKind, name: string, needs: readonly GraphNode[] = []): GraphNode => ({
  id: key,
  object: { key, kind, schema: 'app', name, create: () => [] },
  role: 'object',
  priority: 0,
  statements: [`makes ${name}`],
  needs: new Map(needs.map((each) => [each, undefined])),
  section: 'post',
});

const FOREIGN_KEY = keyOf('pg_constraint', 900);

/** The plan, with what is attached in the order that is asked for. */
const planOf = (names: readonly string[]) => {
  const attached = names.map((name) => node(keyOf('attached', indexOf(name)), 'indexPartition', name));
  const fitted = {
    relations: TREE.map(({ name }) => ({ oid: tableOf(name), schema: 'app', name, kind: name === 'top' ? 'p' : 'r' })),
    parents: TREE.slice(1).map(({ name, parent }) => ({ child: tableOf(name), parent: tableOf(parent) })),
    indexes: TREE.map(({ name, parent }) => ({
      oid: indexOf(name),
      table: tableOf(name),
      parent: parent === '' ? 0 : indexOf(parent),
      parentName: parent === '' ? null : `app.${parent}_key`,
    })),
    constraints: [{ oid: 900, kind: 'f', table: tableOf('right_below'), index: 0 }],
    dependencies: [{ object: FOREIGN_KEY, needs: keyOf('pg_class', tableOf('top')), kind: 'n' }],
    triggers: [],
    rules: [],
    policies: [],
  } as unknown as Catalog;
  return {
    fitted,
    nodes: [node(FOREIGN_KEY, 'foreignKey', 'reference'), ...attached],
    written: new Set<ObjectKey>(),
    covered: new Set<ObjectKey>(),
    largeObjects: [],
    unwritten: [],
  };
};

it.each([
  [['left', 'right', 'left_below', 'left_lowest', 'right_below']],
  [['right_below', 'left_lowest', 'right', 'left_below', 'left']],
])('indexes of partitions are attached from the leaves to the top, also when they are named as %s', (names) => {
  const later = laterObjects(planOf(names));
  const needs = (name: string) => {
    const ids = later.find((each) => each.name === `app.${name}`)?.needs;
    return later.filter(({ id }) => ids?.includes(id) === true).map((each) => each.name.replace('app.', ''));
  };
  expect(needs('left')).toEqual(['left_below']);
  expect(needs('left_below')).toEqual(['left_lowest']);
  expect(needs('right')).toEqual(['right_below']);
  for (const leaf of ['left_lowest', 'right_below']) expect(needs(leaf)).toEqual([]);
  expect(needs('reference').sort()).toEqual([...names].sort());
  expect(later.find(({ name }) => name === 'app.left')?.attachedTo).toBe('app.top_key');
});
