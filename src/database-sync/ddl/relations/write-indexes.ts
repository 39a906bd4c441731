import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { groupBy } from '../../group-by.js';
import { quoteQualified } from '../quote.js';
import { indexSettings } from './write-constraints.js';

/**
 * Indexes that no constraint makes, and the attachment of those of partitions. Invalid ones are left out, as pg_dump
 * does.
 */
export const writeIndexes = ({ indexes, indexColumns }: Catalog): DdlObject[] => {
  const columnsOf = groupBy(indexColumns, ({ index }) => index);
  return indexes.flatMap((index) => {
    const { oid, schema, name, parent, parentName } = index;
    const place = quoteQualified(schema, name);
    const key = keyOf('pg_class', oid);
    const own = columnsOf.get(oid) ?? [];
    const created: DdlObject = {
      key,
      kind: 'index',
      schema,
      name,
      needs: [keyOf('pg_class', index.table)],
      create: () =>
        isLeftOut(index)
          ? []
          : [
              index.definition,
              ...own.map(
                ({ number, statistics }) => `ALTER INDEX ${place} ALTER COLUMN ${number} SET STATISTICS ${statistics}`,
              ),
              ...indexSettings(index),
            ],
    };
    const attached: DdlObject = {
      key: keyOf('attached', oid),
      kind: 'indexPartition',
      schema,
      name,
      create: () => [`ALTER INDEX ${parentName ?? ''} ATTACH PARTITION ${place}`],
      needs: [key, keyOf('pg_class', parent)],
    };
    return [...(index.constraint === 0 ? [created] : []), ...(parent === 0 ? [] : [attached])];
  });
};

/** The index of a partitioned table is invalid for as long as a partition lacks its own. */
export const isLeftOut = ({ valid, partitioned }: Catalog['indexes'][number]): boolean => !valid && !partitioned;

export const writeStatistics = ({ statistics }: Catalog): DdlObject[] =>
  statistics.map(({ oid, schema, name, definition, target }) => ({
    key: keyOf('pg_statistic_ext', oid),
    kind: 'statistics',
    schema,
    name,
    create: () => [
      definition,
      ...(target === null ? [] : [`ALTER STATISTICS ${quoteQualified(schema, name)} SET STATISTICS ${target}`]),
    ],
  }));
