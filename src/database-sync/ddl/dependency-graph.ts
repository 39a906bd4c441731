import type { DependencyRow } from '../catalog/read-dependencies.js';
import type { ObjectKey } from '../catalog/object-key.js';
import type { DdlObject, DdlSection } from './ddl-object.js';
import { FIRST_OF_POST, PRIORITIES } from './ddl-object.js';

/** Something that is created at one place of the order: an object, a part of one, or a view's query after its dummy. */
export interface GraphNode {
  readonly id: string;
  readonly object: DdlObject;
  readonly role: 'object' | 'part' | 'query';
  readonly priority: number;
  readonly statements: readonly string[];
  /** What it needs, each with the part of this node that needs it, if a part does. */
  readonly needs: Map<GraphNode, ObjectKey | undefined>;
  section: DdlSection;
}

/** What was taken apart, so that the objects have an order. */
export interface Splits {
  /** Parts that follow their object on their own. */
  readonly parts: Set<ObjectKey>;
  /** Views that are a dummy first. */
  readonly views: Set<ObjectKey>;
  /** Objects that wait for the rows although their kind does not. */
  readonly late: Set<ObjectKey>;
}

interface Place {
  readonly node: GraphNode;
  /** Of the node's object, if the key is one of a part that was not split off. */
  readonly part?: ObjectKey;
}

/** Builds the nodes and what each needs. A dependency on what is not among `objects` is no edge. */
export const buildGraph = (
  objects: readonly DdlObject[],
  dependencies: readonly DependencyRow[],
  splits: Splits,
): GraphNode[] => {
  const nodes: GraphNode[] = [];
  const places = new Map<ObjectKey, Place>();
  const queries = new Map<GraphNode, GraphNode>();
  for (const object of objects) {
    const node = objectNode(object, splits);
    nodes.push(node);
    for (const key of [object.key, ...(object.covers ?? [])]) places.set(key, { node });
    if (node.role === 'object' && splits.views.has(object.key)) {
      const query = subNode(node, 'query', object.create(splits.parts), PRIORITIES.relation);
      queries.set(node, query);
      nodes.push(query);
    }
    for (const part of object.parts ?? []) {
      if (!splits.parts.has(part.key)) {
        places.set(part.key, { node, part: part.key });
        continue;
      }
      const own = subNode(node, 'part', [part.statement], PRIORITIES.part, part.key);
      places.set(part.key, { node: own });
      nodes.push(own);
    }
  }
  const connect = (from: Place | undefined, to: Place | undefined): void => {
    if (from === undefined || to === undefined || from.node.object === to.node.object) return;
    // What a view needs its query needs; the dummy needs only the types of its columns, which the view itself depends
    // on.
    const source = queries.get(from.node) ?? from.node;
    if (!source.needs.has(to.node) || from.part === undefined) source.needs.set(to.node, from.part);
  };
  for (const { object, needs, kind } of dependencies) {
    const from = places.get(object);
    // A sequence needs no table: it is given to its column afterwards.
    if (from?.node.object.kind === 'sequence' && kind !== 'n') continue;
    connect(from, places.get(needs));
  }
  for (const object of objects) for (const key of object.needs ?? []) connect(places.get(object.key), places.get(key));
  // Rules, triggers and the like of a view may need its query.
  for (const node of nodes)
    if (node.section === 'post')
      for (const need of [...node.needs.keys()]) {
        const query = queries.get(need);
        if (query !== undefined && query !== node) node.needs.set(query, undefined);
      }
  settleSections(nodes);
  return nodes;
};

const objectNode = (object: DdlObject, splits: Splits): GraphNode => ({
  id: object.key,
  object,
  role: 'object',
  priority: PRIORITIES[object.kind],
  statements: splits.views.has(object.key) && object.dummy !== undefined ? [object.dummy] : object.create(splits.parts),
  needs: new Map(),
  section: splits.late.has(object.key) || PRIORITIES[object.kind] >= FIRST_OF_POST ? 'post' : 'pre',
});

const subNode = (
  of: GraphNode,
  role: 'part' | 'query',
  statements: readonly string[],
  priority: number,
  key: ObjectKey = of.object.key,
): GraphNode => ({
  id: `${role} ${key}`,
  object: of.object,
  role,
  priority,
  statements,
  needs: new Map([[of, undefined]]),
  section: 'pre',
});

/** A part or a query waits for the rows if something that it needs does. */
const settleSections = (nodes: readonly GraphNode[]): void => {
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes) {
      if (node.role === 'object' || node.section === 'post') continue;
      if (![...node.needs.keys()].some(({ section }) => section === 'post')) continue;
      node.section = 'post';
      changed = true;
    }
  }
};
