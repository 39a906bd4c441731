import type { Catalog } from '../catalog/read-families.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import type { GraphNode } from '../ddl/dependency-graph.js';
import type { LaterObject } from './staging.js';
import { keyOf } from '../catalog/object-key.js';
import type { ObjectKey } from '../catalog/object-key.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { isForPublish } from './database-wide.js';
import { overIndex } from './over-index.js';

/** What of a plan is made when rows are in, each with the tables and the objects that it waits for. */
export const laterObjects = ({ nodes, fitted }: DdlPlan): LaterObject[] => {
  const tables = tablesBelow(fitted);
  const later = nodes.filter((node) => isLater(node));
  const ids = new Map(later.map((node) => [node, node.id]));
  const attached = later.filter(({ object }) => object.kind === 'indexPartition');
  /** The key of a partitioned table is none before every partition's own is attached. */
  const attachedBelow = (oid: number): GraphNode[] => {
    const below = new Set(descendants(fitted, oid));
    return attached.filter(({ object }) => below.has(tableOf(fitted, object.key) ?? 0));
  };
  return later.map((node) => {
    const key = tableOf(fitted, node.object.key);
    const own = key === undefined ? undefined : nameOfTable(fitted, key);
    const others = referenced(fitted, node.object.key);
    const read = [key, ...others].flatMap((each) => (each === undefined ? [] : tables(each)));
    const over = overOf(fitted, node);
    return {
      id: ids.get(node) ?? '',
      kind: node.object.kind,
      name: nameOf(node),
      ...(own === undefined ? {} : { table: own }),
      tables: [...new Set(read)],
      statements: node.statements,
      ...(over === undefined ? {} : { over }),
      needs: [...new Set([...node.needs.keys(), ...others.flatMap(attachedBelow)])].flatMap(
        (need) => ids.get(need) ?? [],
      ),
    };
  });
};

const overOf = ({ constraints, indexes }: Catalog, { object, statements }: GraphNode): LaterObject['over'] => {
  const constraint = constraints.find(({ oid }) => keyOf('pg_constraint', oid) === object.key);
  if (constraint === undefined) return undefined;
  const index = indexes.find(({ oid }) => oid === constraint.index);
  return overIndex(constraint, index, statements.slice(1));
};

/** Nothing is made for a partition's clone of a key. */
const isLater = ({ section, statements }: GraphNode): boolean =>
  section === 'post' && statements.length > 0 && !statements.every(isForPublish);

const nameOf = ({ object: { schema, name } }: GraphNode): string => (schema === '' ? name : `${schema}.${name}`);

/** The table, or view, that an object belongs to. */
const tableOf = (
  { constraints, indexes, triggers, rules, policies, relations }: Catalog,
  key: ObjectKey,
): number | undefined => {
  const [catalogue = '', text = ''] = key.split(':');
  const oid = Number(text);
  const by: Readonly<Record<string, () => number | undefined>> = {
    pg_constraint: () => constraints.find((each) => each.oid === oid)?.table,
    pg_class: () => indexes.find((each) => each.oid === oid)?.table ?? relations.find((each) => each.oid === oid)?.oid,
    attached: () => indexes.find((each) => each.oid === oid)?.table,
    pg_trigger: () => triggers.find((each) => each.oid === oid)?.table,
    pg_rewrite: () => rules.find((each) => each.oid === oid)?.relation,
    pg_policy: () => policies.find((each) => each.oid === oid)?.table,
  };
  return by[catalogue]?.();
};

/** The other side of a foreign key. */
const referenced = ({ constraints, dependencies, relations }: Catalog, key: ObjectKey): number[] => {
  if (!constraints.some(({ oid, kind }) => kind === 'f' && keyOf('pg_constraint', oid) === key)) return [];
  const isTable = new Set(relations.map(({ oid }) => keyOf('pg_class', oid)));
  return dependencies
    .filter(({ object, needs }) => object === key && isTable.has(needs))
    .map(({ needs }) => Number(needs.split(':')[1]));
};

const nameOfTable = ({ relations }: Catalog, oid: number): string | undefined => {
  const table = relations.find((each) => each.oid === oid);
  return table === undefined ? undefined : quoteQualified(table.schema, table.name);
};

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
