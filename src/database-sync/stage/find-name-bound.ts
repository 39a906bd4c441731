import type { DdlPlan } from '../ddl/plan-ddl.js';
import type { GraphNode } from '../ddl/dependency-graph.js';
import { keyOf } from '../catalog/object-key.js';

/** What runs a function bound to true names. */
export interface BoundNodes {
  /** Ids of nodes that do so when they are made, and of those that need one of them. */
  readonly later: ReadonlySet<string>;
  /** Keys of materialised views that do so when they are filled. */
  readonly views: ReadonlySet<string>;
  /** Keys of tables that do so when rows come in. */
  readonly tables: ReadonlySet<string>;
}

/**
 * Finds what runs, by the catalogue's dependencies, a function whose text names one of `schemas`. The plan is of
 * staging's names, so that what the server keeps by itself has none of them.
 */
export const findNameBound = ({ nodes, fitted }: DdlPlan, schemas: readonly string[]): BoundNodes => {
  const names = schemas.map((name) => new RegExp(String.raw`(?<![\w"$])${quotedOrNot(name)}(?![\w$])`, 'i'));
  // In a search_path it is the schema of the account's name, which may be any of them.
  if (schemas.length > 0) names.push(/\bsearch_path\b.*\$user/i);
  const texts = new Set(
    fitted.functions
      .filter(({ definition }) => names.some((name) => name.test(definition)))
      .map(({ oid }) => keyOf('pg_proc', oid)),
  );
  const kinds = new Map(fitted.relations.map(({ oid, kind }) => [keyOf('pg_class', oid), kind]));
  const isTable = ({ object: { key, kind } }: GraphNode) => kind === 'relation' && !/^[vm]$/.test(kinds.get(key) ?? '');
  const known = new Map<GraphNode, boolean>();
  const runs = (node: GraphNode): boolean => {
    const found = known.get(node);
    if (found !== undefined) return found;
    known.set(node, false);
    const result = texts.has(node.object.key) || [...node.needs.keys()].some((need) => !isTable(need) && runs(need));
    known.set(node, result);
    return result;
  };
  const runsAtRows = (node: GraphNode) =>
    [...node.needs].some(([need, part]) => isAtRows(part) && !isTable(need) && runs(need));
  const keys = (some: readonly GraphNode[]) => new Set(some.map(({ object }) => object.key));
  return {
    later: withDependents(
      nodes.filter(({ section }) => section === 'post'),
      (node) => MADE_OF_ROWS.has(node.object.kind) && runs(node),
    ),
    views: keys(nodes.filter((node) => kinds.get(node.object.key) === 'm' && runs(node))),
    tables: keys(nodes.filter((node) => isTable(node) && runsAtRows(node))),
  };
};

/** Kinds whose making reads rows, and so runs what they are made of. */
const MADE_OF_ROWS: ReadonlySet<string> = new Set(['index', 'constraint', 'statistics']);

/** A default is not asked for by COPY; a check, a generated column and a type are. */
const isAtRows = (part: string | undefined): boolean => part?.startsWith('pg_attrdef:') !== true;

/** The ids of some nodes, and of what needs them. */
const withDependents = (nodes: readonly GraphNode[], isMeant: (node: GraphNode) => boolean): Set<string> => {
  const found = new Set(nodes.filter(isMeant).map(({ id }) => id));
  for (let grown = true; grown; ) {
    const before = found.size;
    for (const node of nodes) if ([...node.needs.keys()].some(({ id }) => found.has(id))) found.add(node.id);
    grown = found.size > before;
  }
  return found;
};

const quotedOrNot = (name: string): string => {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return `(?:${literal(name)}|"${literal(name.replaceAll('"', '""'))}")`;
};
