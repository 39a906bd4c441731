import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteQualified } from '../quote.js';

type Sequence = Catalog['sequences'][number];

/** Sequences but those of identity columns, and afterwards the columns that they belong to. */
export const writeSequences = ({ sequences }: Catalog): DdlObject[] =>
  sequences
    .filter(({ ownership }) => ownership !== 'i')
    .flatMap((sequence): DdlObject[] => {
      const { oid, schema, name, ownerTable, ownerColumnName, persistence, type } = sequence;
      const key = keyOf('pg_class', oid);
      const created: DdlObject = {
        key,
        kind: 'sequence',
        schema,
        name,
        create: () => [
          `CREATE ${persistence === 'u' ? 'UNLOGGED ' : ''}SEQUENCE ${quoteQualified(schema, name)}` +
            `${type === 'bigint' ? '' : ` AS ${type}`} ${sequenceOptions(sequence)}`,
        ],
      };
      if (ownerTable === null || ownerColumnName === null) return [created];
      const owned: DdlObject = {
        key: keyOf('owned', oid),
        kind: 'sequenceOwner',
        schema,
        name,
        create: () => [`ALTER SEQUENCE ${quoteQualified(schema, name)} OWNED BY ${ownerColumnName}`],
        needs: [key, keyOf('pg_class', ownerTable)],
      };
      return [created, owned];
    });

/** All options by name, so that nothing rests on a server's defaults. */
export const sequenceOptions = ({ start, increment, minimum, maximum, cache, cycle }: Sequence): string =>
  `START WITH ${start} INCREMENT BY ${increment} MINVALUE ${minimum} MAXVALUE ${maximum} CACHE ${cache}${cycle ? ' CYCLE' : ''}`;
