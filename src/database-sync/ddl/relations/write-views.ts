import type { Catalog } from '../../catalog/read-families.js';
import type { CatalogIndex } from './catalog-index.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteName, quoteQualified, storageOptions } from '../quote.js';
import { columnTexts } from './column-texts.js';

type Relation = Catalog['relations'][number];

/** Views, and materialised ones without their rows. */
export const writeViews = (catalog: Catalog, index: CatalogIndex): DdlObject[] => {
  const rules = new Map(catalog.rules.filter(({ isQuery }) => isQuery).map(({ relation, oid }) => [relation, oid]));
  return catalog.relations
    .filter(({ kind }) => kind === 'v' || kind === 'm')
    .map((relation) => {
      const { oid, schema, name, kind } = relation;
      const rule = rules.get(oid);
      const columns = columnTexts(relation, index);
      return {
        key: keyOf('pg_class', oid),
        kind: 'relation',
        schema,
        name,
        covers: [
          ...[relation.typeOid, relation.arrayOid].filter((each) => each !== 0).map((each) => keyOf('pg_type', each)),
          ...(rule === undefined ? [] : [keyOf('pg_rewrite', rule)]),
          ...columns.parts.map(({ key }) => key),
        ],
        create: () => [
          kind === 'v' ? createView(relation) : createMaterialised(relation),
          // A view's column has a default for INSERT.
          ...columns.parts.map(({ statement }) => statement.replace('ALTER TABLE ONLY', 'ALTER TABLE')),
          ...(kind === 'm' ? columns.after(new Set()) : []),
        ],
        ...(kind === 'v' ? { dummy: dummyView(relation, index) } : {}),
      };
    });
};

/** Fills the materialised views that have rows at the source. */
export const refreshStatement = ({ schema, name }: Pick<Relation, 'schema' | 'name'>): string =>
  `REFRESH MATERIALIZED VIEW ${quoteQualified(schema, name)}`;

const createView = ({ schema, name, options, query }: Relation): string =>
  `CREATE OR REPLACE VIEW ${quoteQualified(schema, name)}${storageOptions(options)} AS\n${withoutEnd(query)}`;

const createMaterialised = ({ schema, name, accessMethod, options, toastOptions, query }: Relation): string =>
  `CREATE MATERIALIZED VIEW ${quoteQualified(schema, name)}` +
  `${accessMethod === null || accessMethod === 'heap' ? '' : ` USING ${quoteName(accessMethod)}`}` +
  `${storageOptions(options, toastOptions)} AS\n${withoutEnd(query)}\n  WITH NO DATA`;

/** The server ends a view's query with a semicolon. */
const withoutEnd = (query: string | null): string => (query ?? '').replace(/;\s*$/, '');

const dummyView = ({ oid, schema, name }: Relation, index: CatalogIndex): string => {
  const columns = (index.columns.get(oid) ?? []).map(
    ({ name: column, type, collation }) =>
      `NULL::${type}${collation === null ? '' : ` COLLATE ${collation}`} AS ${quoteName(column)}`,
  );
  return `CREATE VIEW ${quoteQualified(schema, name)} AS\nSELECT\n    ${columns.join(',\n    ')}`;
};
