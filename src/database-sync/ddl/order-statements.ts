import type { DependencyRow } from '../catalog/read-dependencies.js';
import type { GraphNode, Splits } from './dependency-graph.js';
import type { DdlKind, DdlObject } from './ddl-object.js';
import { StevedoreError } from '../../contracts/errors.js';
import { buildGraph } from './dependency-graph.js';

/**
 * Orders what creates the objects, so that each finds what it needs.
 *
 * 1. All of section `pre` comes before all of `post`; within each, the order is that of kinds, schemas and names,
 *    except where a dependency demands another. It depends on the catalogue's content only, not on its oids.
 * 2. A loop is broken at the part of an object that can follow (a default, a check, a member of an operator family),
 *    else at a view, which is a dummy with the same columns until its query can stand.
 * 3. What needs a `post` object waits with it: a function, a materialised view, a default; a view by a dummy.
 *
 * Throws OBJECT_INVALID, naming the objects, if a loop has no such place.
 */
export const orderStatements = (objects: readonly DdlObject[], dependencies: readonly DependencyRow[]): GraphNode[] => {
  const splits: Splits = { parts: new Set(), views: new Set(), late: new Set() };
  for (;;) {
    const nodes = buildGraph(objects, dependencies, splits);
    if (moveLate(nodes, splits)) continue;
    const loop = visit(nodes);
    if (Array.isArray(loop)) return loop;
    breakLoop(loop.loop, splits);
  }
};

/** Kinds that may wait for the rows: no table has them in its definition, unless a part of it that waits too. */
const MAY_WAIT: ReadonlySet<DdlKind> = new Set([
  'function',
  'aggregate',
  'operator',
  'operatorFamily',
  'operatorClass',
  'cast',
  'textSearch',
]);

/** Handles each `pre` node that needs a `post` one; whether there were any. */
const moveLate = (nodes: readonly GraphNode[], splits: Splits): boolean => {
  let moved = false;
  for (const node of nodes) {
    if (node.section === 'post') continue;
    for (const [need, part] of node.needs) {
      if (need.section === 'pre') continue;
      moved = true;
      if (part !== undefined) splits.parts.add(part);
      else if (node.object.dummy !== undefined) splits.views.add(node.object.key);
      else if (MAY_WAIT.has(node.object.kind) || isMaterialised(node.object)) splits.late.add(node.object.key);
      else throw impossible([node, need]);
    }
  }
  return moved;
};

/** Of the relations only they have no dummy, no parts and no row that a user put there. */
const isMaterialised = ({ kind, parts }: DdlObject): boolean => kind === 'relation' && parts === undefined;

/** The nodes in order, or the nodes of a loop, each of which needs the next one. */
const visit = (nodes: readonly GraphNode[]): GraphNode[] | { readonly loop: readonly GraphNode[] } => {
  const state = new Map<GraphNode, 'open' | 'done'>();
  const path: GraphNode[] = [];
  const ordered: GraphNode[] = [];
  const enter = (node: GraphNode): readonly GraphNode[] | undefined => {
    if (state.get(node) === 'done') return undefined;
    if (state.get(node) === 'open') return path.slice(path.indexOf(node));
    state.set(node, 'open');
    path.push(node);
    for (const need of [...node.needs.keys()].sort(byPlace)) {
      const loop = enter(need);
      if (loop !== undefined) return loop;
    }
    path.pop();
    state.set(node, 'done');
    ordered.push(node);
    return undefined;
  };
  for (const node of [...nodes].sort(byPlace)) {
    const loop = enter(node);
    if (loop !== undefined) return { loop };
  }
  return ordered;
};

const breakLoop = (loop: readonly GraphNode[], splits: Splits): void => {
  const after = (at: number): GraphNode | undefined => loop[(at + 1) % loop.length];
  const parts = loop.flatMap((node, at) => {
    const next = after(at);
    return (next === undefined ? undefined : node.needs.get(next)) ?? [];
  });
  const [part] = parts;
  if (part !== undefined) {
    splits.parts.add(part);
    return;
  }
  const view = [...loop]
    .sort(byPlace)
    .find(({ object, role }) => role === 'object' && object.dummy !== undefined && !splits.views.has(object.key));
  if (view === undefined) throw impossible(loop);
  splits.views.add(view.object.key);
};

const byPlace = (a: GraphNode, b: GraphNode): number =>
  Number(a.section === 'post') - Number(b.section === 'post') ||
  a.priority - b.priority ||
  compareText(a.object.schema, b.object.schema) ||
  compareText(a.object.name, b.object.name) ||
  compareText(a.statements[0] ?? '', b.statements[0] ?? '');

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const impossible = (nodes: readonly GraphNode[]): StevedoreError => {
  const names = nodes.map(
    ({ object }) => `${object.kind} "${object.schema === '' ? '' : `${object.schema}.`}${object.name}"`,
  );
  return new StevedoreError(
    'OBJECT_INVALID',
    `Cannot order the definitions: ${[...new Set(names)].join(' needs ')} needs the first; change one of them at the source, or leave its schema out`,
  );
};
