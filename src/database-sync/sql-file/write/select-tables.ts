import type { ObjectKey } from '../../catalog/object-key.js';
import type { DdlKind } from '../../ddl/ddl-object.js';
import type { GraphNode } from '../../ddl/dependency-graph.js';
import type { DdlPlan } from '../../ddl/plan-ddl.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { matchesGlob } from '../../../contracts/matches-glob.js';

/** What belongs to a table and comes with it, if everything that it needs of other tables comes, too. */
const OF_TABLES: ReadonlySet<DdlKind> = new Set([
  'sequenceOwner',
  'partition',
  'part',
  'constraint',
  'index',
  'indexPartition',
  'statistics',
  'rule',
  'trigger',
  'foreignKey',
  'policy',
]);

/**
 * The part of a plan that makes some tables, named by globs with or without their schema, with what they need (types,
 * functions, sequences, parents) and what belongs to them; a foreign key to a table that is not among them is left out.
 * Throws TABLE_UNKNOWN for a pattern that no table matches.
 */
export const selectTables = (plan: DdlPlan, patterns: readonly string[]): DdlPlan => {
  const relations = plan.nodes.filter(({ object }) => object.kind === 'relation');
  const matches = ({ object: { schema, name } }: GraphNode, pattern: string): boolean =>
    matchesGlob(pattern, name) || matchesGlob(pattern, `${schema}.${name}`);
  const unknown = patterns.filter((pattern) => !relations.some((node) => matches(node, pattern)));
  if (unknown.length > 0)
    throw new StevedoreError(
      'TABLE_UNKNOWN',
      `Cannot export ${unknown.map((each) => `"${each}"`).join(', ')}: the database has no table of that name; look at its tables`,
    );
  const chosen = new Set<GraphNode>();
  const add = (node: GraphNode): void => {
    if (chosen.has(node)) return;
    chosen.add(node);
    for (const need of node.needs.keys()) add(need);
  };
  for (const node of relations) if (patterns.some((pattern) => matches(node, pattern))) add(node);
  for (let grown = true; grown; ) {
    grown = false;
    for (const node of plan.nodes) {
      if (chosen.has(node)) continue;
      // The rest of an object that is made in several steps.
      const isRest = [...chosen].some(({ object }) => object === node.object);
      if (!isRest && !OF_TABLES.has(node.object.kind)) continue;
      const tables = [...node.needs.keys()].filter(({ object }) => object.kind === 'relation');
      if (!isRest && (tables.length === 0 || tables.some((each) => !chosen.has(each)))) continue;
      add(node);
      grown = true;
    }
  }
  // Schemas stand in no dependency of what they hold.
  const schemas = new Set([...chosen].map(({ object }) => object.schema));
  for (const node of plan.nodes) if (node.object.kind === 'schema' && schemas.has(node.object.name)) chosen.add(node);
  const objects = [...chosen].map(({ object }) => object);
  const written = new Set<ObjectKey>(objects.map(({ key }) => key));
  const covered = new Set<ObjectKey>([
    ...written,
    ...objects.flatMap(({ covers = [], parts = [] }) => [...covers, ...parts.map(({ key }) => key)]),
  ]);
  return {
    ...plan,
    nodes: plan.nodes.filter((node) => chosen.has(node)),
    written,
    covered,
    largeObjects: [],
    unwritten: [],
  };
};
