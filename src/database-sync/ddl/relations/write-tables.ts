import type { Catalog } from '../../catalog/read-families.js';
import type { CatalogIndex } from './catalog-index.js';
import type { DdlObject, DdlPart } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { foreignOptions, quoteName, quoteQualified, storageOptions } from '../quote.js';
import { columnTexts } from './column-texts.js';

type Relation = Catalog['relations'][number];

/** Tables: plain, partitioned, partitions, typed, inherited and foreign ones. */
export const writeTables = (catalog: Catalog, index: CatalogIndex): DdlObject[] =>
  catalog.relations
    .filter(({ kind }) => kind === 'r' || kind === 'p' || kind === 'f')
    .flatMap((relation) => [writeTable(relation, index), ...attachPartition(relation, index)]);

const writeTable = (relation: Relation, index: CatalogIndex): DdlObject => {
  const { oid, schema, name } = relation;
  const place = quoteQualified(schema, name);
  const columns = columnTexts(relation, index);
  const parents = relation.isPartition ? [] : (index.parents.get(oid) ?? []);
  const constraints = index.constraints.get(oid) ?? [];
  // Before it is attached a partition must have the checks of its parent.
  const checks = constraints.filter((each) => each.kind === 'c' && (each.isLocal || relation.isPartition));
  const inline = checks.filter(({ validated, enforced }) => validated || !enforced);
  const parts: DdlPart[] = inline.map((each) => ({
    key: keyOf('pg_constraint', each.oid),
    name: each.name,
    statement: `ALTER TABLE ${place} ADD CONSTRAINT ${quoteName(each.name)} ${each.definition}`,
  }));
  const inherited = constraints.filter((each) => each.kind === 'c' && !checks.includes(each));
  return {
    key: keyOf('pg_class', oid),
    kind: 'relation',
    schema,
    name,
    needs: parents.map(({ parent }) => keyOf('pg_class', parent)),
    covers: [
      ...[relation.typeOid, relation.arrayOid].filter((each) => each !== 0).map((each) => keyOf('pg_type', each)),
      ...(index.identities.get(oid) ?? []).map((each) => keyOf('pg_class', each.oid)),
      ...(index.columns.get(oid) ?? []).flatMap(({ defaultOid, generated }) =>
        defaultOid === null || generated === '' ? [] : [keyOf('pg_attrdef', defaultOid)],
      ),
      ...(index.notNulls.get(oid) ?? []).map((each) => keyOf('pg_constraint', each.oid)),
      ...inherited.map((each) => keyOf('pg_constraint', each.oid)),
    ],
    parts: [...columns.parts, ...parts],
    create: (without) => {
      const lines = [
        ...columns.inside(without),
        ...inline
          .filter((each) => !without.has(keyOf('pg_constraint', each.oid)))
          .map((each) => `CONSTRAINT ${quoteName(each.name)} ${each.definition}`),
      ];
      return [
        `CREATE ${kindOfTable(relation)}TABLE ${place}${body(relation, lines)}` +
          `${parents.length === 0 ? '' : ` INHERITS (${parents.map(({ parentName }) => parentName).join(', ')})`}` +
          `${relation.partitionKey === null ? '' : ` PARTITION BY ${relation.partitionKey}`}${manner(relation)}`,
        ...columns.after(without),
        ...tableSettings(relation, place),
      ];
    },
  };
};

const kindOfTable = ({ kind, persistence }: Relation): string =>
  kind === 'f' ? 'FOREIGN ' : persistence === 'u' ? 'UNLOGGED ' : '';

const body = ({ ofType }: Relation, lines: readonly string[]): string => {
  const list = lines.length === 0 ? '' : `\n    ${lines.join(',\n    ')}\n`;
  if (ofType === null) return ` (${list})`;
  return ` OF ${ofType}${list === '' ? '' : ` (${list})`}`;
};

const manner = ({ accessMethod, options, toastOptions, server, serverOptions }: Relation): string => {
  const using = accessMethod === null || accessMethod === 'heap' ? '' : ` USING ${quoteName(accessMethod)}`;
  const from = server === null ? '' : ` SERVER ${quoteName(server)}${foreignOptions(serverOptions)}`;
  return `${using}${storageOptions(options, toastOptions)}${from}`;
};

/** Without row security, which follows the rows: see `writeAfterProof`. */
const tableSettings = (relation: Relation, place: string): string[] => [
  ...(relation.replicaIdentity === 'n' && relation.kind !== 'f'
    ? [`ALTER TABLE ONLY ${place} REPLICA IDENTITY NOTHING`]
    : []),
  ...(relation.replicaIdentity === 'f' ? [`ALTER TABLE ONLY ${place} REPLICA IDENTITY FULL`] : []),
];

/** A partition is created alone, which keeps the order of its columns, and then attached. */
const attachPartition = (
  { oid, schema, name, isPartition, partitionBound }: Relation,
  index: CatalogIndex,
): DdlObject[] => {
  const [parent] = index.parents.get(oid) ?? [];
  if (!isPartition || parent === undefined) return [];
  return [
    {
      key: keyOf('attached', oid),
      kind: 'partition',
      schema,
      name,
      create: () => [
        `ALTER TABLE ONLY ${parent.parentName} ATTACH PARTITION ${quoteQualified(schema, name)} ${partitionBound ?? 'DEFAULT'}`,
      ],
      needs: [keyOf('pg_class', oid), keyOf('pg_class', parent.parent)],
    },
  ];
};
