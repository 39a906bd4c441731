import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { groupBy } from '../../group-by.js';
import { quoteName, quoteQualified } from '../quote.js';

/** Constraints that follow the rows: keys, exclusions, foreign keys, and checks that are not validated. */
export const writeConstraints = ({ constraints, indexes }: Catalog): DdlObject[] => {
  const byOid = new Map(indexes.map((index) => [index.oid, index]));
  return constraints
    .filter((each) => (each.kind === 'c' ? each.isLocal && !each.validated && each.enforced : true))
    .map((constraint) => {
      const { oid, schema, name, kind, table, tableName, definition } = constraint;
      const index = kind === 'f' || kind === 'c' ? undefined : byOid.get(constraint.index);
      const alter = `ALTER TABLE ${isOnly(constraint) ? 'ONLY ' : ''}${tableName}`;
      return {
        key: keyOf('pg_constraint', oid),
        kind: kind === 'f' ? 'foreignKey' : 'constraint',
        schema,
        name,
        needs: [keyOf('pg_class', table)],
        covers: index === undefined ? [] : [keyOf('pg_class', index.oid)],
        // The clones that a partition has come with their parent.
        create: () =>
          kind === 'f' && constraint.parent !== 0
            ? []
            : [
                `${alter} ADD CONSTRAINT ${quoteName(name)} ${definition}`,
                ...(index === undefined ? [] : indexSettings(index)),
              ],
      };
    });
};

/**
 * A key of a partitioned table is made without its partitions' own, which are attached; a foreign key and a check are
 * made for all.
 */
const isOnly = ({ kind, tableKind }: Catalog['constraints'][number]): boolean =>
  kind === 'c' ? false : kind !== 'f' || tableKind !== 'p';

/** What a table remembers of one of its indexes. */
export const indexSettings = ({
  name,
  tableName,
  clustered,
  replicaIdentity,
}: Catalog['indexes'][number]): string[] => [
  ...(clustered ? [`ALTER TABLE ${tableName} CLUSTER ON ${quoteName(name)}`] : []),
  ...(replicaIdentity ? [`ALTER TABLE ONLY ${tableName} REPLICA IDENTITY USING INDEX ${quoteName(name)}`] : []),
];

/** Constraints of NOT NULL that are not validated, of server 18 or newer. */
export const writeNotNulls = ({ notNulls, relations, columns }: Catalog): DdlObject[] => {
  const tables = new Map(relations.map((each) => [each.oid, each]));
  const columnsOf = groupBy(columns, (each) => each.relation);
  return notNulls
    .filter(({ validated, isLocal }) => !validated && isLocal)
    .flatMap(({ oid, relation, column, name, noInherit }) => {
      const table = tables.get(relation);
      const at = columnsOf.get(relation)?.find((each) => each.number === column);
      if (table === undefined || at === undefined) return [];
      const place = quoteQualified(table.schema, table.name);
      const text = `NOT NULL ${quoteName(at.name)}${noInherit ? ' NO INHERIT' : ''} NOT VALID`;
      return [
        {
          key: keyOf('notnull', oid),
          kind: 'constraint' as const,
          schema: table.schema,
          name,
          needs: [keyOf('pg_class', relation)],
          create: () => [`ALTER TABLE ${place} ADD CONSTRAINT ${quoteName(name)} ${text}`],
        },
      ];
    });
};
