import type { Catalog } from '../catalog/read-families.js';
import { quoteName, quoteQualified } from '../../connectors/postgres/quote-name.js';
import { groupBy } from '../group-by.js';

/** One table's rows, or a partition's, from one database to another. */
export interface TableCopy {
  /** As the server names it; for people and logs. */
  readonly table: string;
  readonly schema: string;
  readonly name: string;
  /** Not quoted, in the order of the rows; empty for a table without columns. */
  readonly columns: readonly string[];
  /** On disk at the source. */
  readonly sourceBytes: number;
  /** `COPY … TO STDOUT`. */
  readonly read: string;
  /** `COPY … FROM STDIN`, without FREEZE. */
  readonly write: string;
  /** All columns, of a table with generated ones; not quoted, in the order of `columns` and then the generated ones. */
  readonly whole?: readonly string[];
  /** The partitioned table that the rows go by. */
  readonly through?: { readonly schema: string; readonly name: string };
}

/** The bytes of each table on disk, by its oid. */
export type TableSizes = ReadonlyMap<number, number>;

/**
 * Every table with rows of its own, the largest first, so that the last ones to end are small.
 *
 * 1. Columns are named on both sides: those of a table that inherits can have another order in a copy. Generated ones
 *    are left out, they are computed again.
 * 2. A partition's rows go straight into the same partition, except below a hash of anything but numbers and the like:
 *    the hash of an enumeration, or of a text under another collation, is another one on another server.
 * 3. Foreign tables have no rows here; unlogged tables are copied like others.
 */
export const planCopies = (catalog: Catalog, sizes: TableSizes): TableCopy[] => {
  const { relations, columns, parents } = catalog;
  const columnsOf = groupBy(columns, ({ relation }) => relation);
  const byOid = new Map(relations.map((each) => [each.oid, each]));
  const parentOf = new Map(parents.map(({ child, parent }) => [child, parent]));
  const rootByHash = (oid: number): (typeof relations)[number] | undefined => {
    let top: (typeof relations)[number] | undefined;
    for (let at = byOid.get(oid); at?.isPartition === true; ) {
      const parent = byOid.get(parentOf.get(at.oid) ?? 0);
      if (parent?.partitionKey?.startsWith('HASH ') === true && !hashesAlike(catalog, parent)) top = parent;
      at = parent;
    }
    return top;
  };
  return relations
    .filter(({ kind }) => kind === 'r')
    .flatMap((table): TableCopy[] => {
      const root = rootByHash(table.oid);
      // Partitions that share a way share its order: their rows are proved together.
      const order = root ?? table;
      const all = columnsOf.get(order.oid) ?? [];
      const own = all.filter(({ generated }) => generated === '');
      // A row without columns is an empty line, but there is no empty list of them.
      const list = own.length === 0 ? '' : ` (${own.map(({ name }) => quoteName(name)).join(', ')})`;
      const place = quoteQualified(table.schema, table.name);
      const into = root === undefined ? place : quoteQualified(root.schema, root.name);
      return [
        {
          table: `${table.schema}.${table.name}`,
          schema: table.schema,
          name: table.name,
          columns: own.map(({ name }) => name),
          ...(own.length === all.length
            ? {}
            : { whole: [...own, ...all.filter((each) => !own.includes(each))].map(({ name }) => name) }),
          sourceBytes: sizes.get(table.oid) ?? 0,
          read: `copy ${place}${list} to stdout`,
          write: `copy ${into}${list} from stdin`,
          ...(root === undefined ? {} : { through: { schema: root.schema, name: root.name } }),
        },
      ];
    })
    .sort((a, b) => b.sourceBytes - a.sourceBytes || (a.table < b.table ? -1 : 1));
};

/** Types whose hash is the same on every server. */
const PLAIN = /^(?:smallint|integer|bigint|numeric|uuid|date|boolean|bytea|timestamp|double precision|real)\b/;

const hashesAlike = ({ columns }: Catalog, { oid, partitionKey }: Catalog['relations'][number]): boolean => {
  const names = /^HASH \((.*)\)$/.exec(partitionKey ?? '')?.[1]?.split(', ') ?? [];
  const types = new Map(columns.filter(({ relation }) => relation === oid).map(({ name, type }) => [name, type]));
  return names.every((name) => PLAIN.test(types.get(name) ?? ''));
};
