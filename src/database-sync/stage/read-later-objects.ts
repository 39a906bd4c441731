import type { Catalog } from '../catalog/read-families.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import type { GraphNode } from '../ddl/dependency-graph.js';
import type { LaterObject } from './staging.js';
import { keyOf } from '../catalog/object-key.js';
import type { ObjectKey } from '../catalog/object-key.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { groupBy } from '../group-by.js';
import { isForPublish } from './database-wide.js';
import { overIndex } from './over-index.js';

/**
 * What of a plan is made when rows are in, each with the tables and the objects that it waits for.
 *
 * 1. Indexes of partitions are attached from the leaves to the top: one is attached when all that belong to it are.
 *    The server marks a partitioned index as valid when the last of its own is attached, and then looks at the one
 *    above, but leaves that one's lock before it commits. Whoever attaches to the one above in between does not see it,
 *    and neither marks it: it stays invalid, no foreign key and no ON CONFLICT finds it. From the leaves on the server
 *    never has to look above.
 * 2. A foreign key waits for all of that at the table that it refers to.
 */
export const laterObjects = ({ nodes, fitted }: DdlPlan): LaterObject[] => {
  const tables = tablesBelow(fitted);
  const tableOf = tablesByKey(fitted);
  const referenced = referencedByKey(fitted);
  const over = overByKey(fitted);
  const nameOfTable = tableNames(fitted);
  const later = nodes.filter((node) => isLater(node));
  const ids = new Map(later.map((node) => [node, node.id]));
  const attached = later.filter(({ object }) => object.kind === 'indexPartition');
  const attachment = attachments(fitted, attached);
  /** The key of a partitioned table is none before every partition's own is attached. */
  const attachedBelow = (oid: number): GraphNode[] => {
    const below = new Set(descendants(fitted, oid));
    return attached.filter(({ object }) => below.has(tableOf.get(object.key) ?? 0));
  };
  return later.map((node) => {
    const key = tableOf.get(node.object.key);
    const own = key === undefined ? undefined : nameOfTable.get(key);
    const others = referenced.get(node.object.key) ?? [];
    const read = [key, ...others].flatMap((each) => (each === undefined ? [] : tables(each)));
    const isOver = over(node);
    const { to, own: parts = [] } = attachment(node) ?? {};
    return {
      id: ids.get(node) ?? '',
      kind: node.object.kind,
      name: nameOf(node),
      ...(own === undefined ? {} : { table: own }),
      tables: [...new Set(read)],
      statements: node.statements,
      ...(isOver === undefined ? {} : { over: isOver }),
      ...(to === undefined ? {} : { attachedTo: to }),
      needs: [...new Set([...node.needs.keys(), ...parts, ...others.flatMap(attachedBelow)])].flatMap(
        (need) => ids.get(need) ?? [],
      ),
    };
  });
};

/** Of the attachment of an index: the one that it is attached to, and the attachments of its own partitions' to it. */
const attachments = (
  { indexes }: Catalog,
  attached: readonly GraphNode[],
): ((node: GraphNode) => { readonly to?: string; readonly own?: readonly GraphNode[] } | undefined) => {
  const indexOf = new Map(indexes.map((each) => [keyOf('attached', each.oid), each]));
  const nodesOf = groupBy(attached, ({ object }) => indexOf.get(object.key)?.parent ?? 0);
  return ({ object }) => {
    const index = indexOf.get(object.key);
    if (index === undefined || index.parentName === null) return undefined;
    return { to: index.parentName, own: nodesOf.get(index.oid) ?? [] };
  };
};

const overByKey = ({ constraints, indexes }: Catalog): ((node: GraphNode) => LaterObject['over']) => {
  const constraintOf = new Map(constraints.map((each) => [keyOf('pg_constraint', each.oid), each]));
  const indexOf = new Map(indexes.map((each) => [each.oid, each]));
  return ({ object, statements }) => {
    const constraint = constraintOf.get(object.key);
    if (constraint === undefined) return undefined;
    return overIndex(constraint, indexOf.get(constraint.index), statements.slice(1));
  };
};

/** Nothing is made for a partition's clone of a key. */
const isLater = ({ section, statements }: GraphNode): boolean =>
  section === 'post' && statements.length > 0 && !statements.every(isForPublish);

const nameOf = ({ object: { schema, name } }: GraphNode): string => (schema === '' ? name : `${schema}.${name}`);

/** The table, or view, that each object belongs to; by key, as a search per object takes the square of their number. */
const tablesByKey = (catalog: Catalog): ReadonlyMap<ObjectKey, number> => {
  const { constraints, indexes, triggers, rules, policies, relations } = catalog;
  return new Map([
    ...relations.map(({ oid }) => [keyOf('pg_class', oid), oid] as const),
    ...indexes.map(({ oid, table }) => [keyOf('pg_class', oid), table] as const),
    ...indexes.map(({ oid, table }) => [keyOf('attached', oid), table] as const),
    ...constraints.map(({ oid, table }) => [keyOf('pg_constraint', oid), table] as const),
    ...triggers.map(({ oid, table }) => [keyOf('pg_trigger', oid), table] as const),
    ...rules.map(({ oid, relation }) => [keyOf('pg_rewrite', oid), relation] as const),
    ...policies.map(({ oid, table }) => [keyOf('pg_policy', oid), table] as const),
  ]);
};

/** The other side of each foreign key. */
const referencedByKey = ({ constraints, dependencies, relations }: Catalog): ReadonlyMap<ObjectKey, number[]> => {
  const isTable = new Set(relations.map(({ oid }) => keyOf('pg_class', oid)));
  const foreign = constraints.filter(({ kind }) => kind === 'f');
  const byKey = new Map(foreign.map(({ oid }) => [keyOf('pg_constraint', oid), [] as number[]]));
  for (const { object, needs } of dependencies) {
    if (isTable.has(needs)) byKey.get(object)?.push(Number(needs.split(':')[1]));
  }
  return byKey;
};

const tableNames = ({ relations }: Catalog): ReadonlyMap<number, string> =>
  new Map(relations.map(({ oid, schema, name }) => [oid, quoteQualified(schema, name)]));

/** The tables with rows of their own of a table: itself, or its partitions. */
const tablesBelow = (catalog: Catalog): ((oid: number) => string[]) => {
  const byOid = new Map(catalog.relations.map((each) => [each.oid, each]));
  return (oid) => {
    const own = byOid.get(oid);
    const all = own?.kind === 'p' ? descendants(catalog, oid) : [oid];
    return all.flatMap((each) => {
      const table = byOid.get(each);
      return table?.kind === 'r' ? [quoteQualified(table.schema, table.name)] : [];
    });
  };
};

/** What inherits from a table, and what inherits from that. */
const descendants = (catalog: Catalog, oid: number): number[] =>
  catalog.parents
    .filter(({ parent }) => parent === oid)
    .flatMap(({ child }) => [child, ...descendants(catalog, child)]);
