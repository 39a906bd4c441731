import type { Catalog } from '../catalog/read-families.js';
import type { ObjectKey } from '../catalog/object-key.js';
import { keyOf } from '../catalog/object-key.js';

/** An object that an older server cannot have, and why. */
export interface Misfit {
  readonly key: ObjectKey;
  readonly reason: string;
}

/** A feature by the server that first has it, with the objects of a catalogue that use it. */
const FEATURES: readonly {
  readonly since: number;
  readonly what: string;
  readonly users: (catalog: Catalog) => ObjectKey[];
}[] = [
  {
    since: 180_000,
    what: 'a virtual generated column',
    users: ({ columns }) =>
      columns.filter(({ generated }) => generated === 'v').map(({ relation }) => keyOf('pg_class', relation)),
  },
  {
    since: 180_000,
    what: 'NOT ENFORCED, WITHOUT OVERLAPS or PERIOD',
    users: ({ constraints }) =>
      constraints.filter(({ enforced, period }) => !enforced || period).map(({ oid }) => keyOf('pg_constraint', oid)),
  },
  {
    since: 180_000,
    what: 'NOT NULL as NOT VALID or NO INHERIT',
    users: ({ notNulls }) =>
      notNulls
        .filter(({ validated, noInherit }) => !validated || noInherit)
        .map(({ relation }) => keyOf('pg_class', relation)),
  },
  {
    since: 180_000,
    what: 'the option publish_generated_columns',
    users: ({ publications }) =>
      publications.filter(({ generated }) => generated === 's').map(({ oid }) => keyOf('pg_publication', oid)),
  },
  {
    since: 170_000,
    what: 'the collation provider "builtin"',
    users: ({ collations }) =>
      collations.filter(({ provider }) => provider === 'b').map(({ oid }) => keyOf('pg_collation', oid)),
  },
  {
    since: 160_000,
    what: 'a collation with rules',
    users: ({ collations }) =>
      collations.filter(({ rules }) => rules !== null).map(({ oid }) => keyOf('pg_collation', oid)),
  },
  {
    since: 150_000,
    what: 'NULLS NOT DISTINCT',
    users: ({ constraints, indexes }) => [
      ...constraints
        .filter(({ kind, definition }) => kind === 'u' && / NULLS NOT DISTINCT /.test(definition))
        .map(({ oid }) => keyOf('pg_constraint', oid)),
      ...indexes
        .filter(({ constraint, definition }) => constraint === 0 && / NULLS NOT DISTINCT(?: |$)/.test(definition))
        .map(({ oid }) => keyOf('pg_class', oid)),
    ],
  },
  {
    since: 150_000,
    what: 'the option security_invoker',
    users: ({ relations }) =>
      relations
        .filter(
          ({ kind, options }) => kind === 'v' && options?.some((option) => option.startsWith('security_invoker=')),
        )
        .map(({ oid }) => keyOf('pg_class', oid)),
  },
  {
    since: 150_000,
    what: 'an unlogged sequence',
    users: ({ sequences }) =>
      sequences
        .filter(({ persistence, ownership }) => persistence === 'u' && ownership === null)
        .map(({ oid }) => keyOf('pg_class', oid)),
  },
  {
    since: 150_000,
    what: 'a publication of schemas, of columns or with a condition',
    users: ({ publicationMembers }) =>
      publicationMembers
        .filter(
          ({ catalogue, columns, condition }) =>
            catalogue === 'pg_publication_namespace' || columns !== null || condition !== null,
        )
        .map(({ publication }) => keyOf('pg_publication', publication)),
  },
];

/** What of the catalogue a server of `version` cannot have. */
export const findMisfits = (catalog: Catalog, version: number): Misfit[] =>
  FEATURES.filter(({ since }) => version < since).flatMap(({ since, what, users }) =>
    users(catalog).map((key) => ({
      key,
      reason: `it has ${what}, which needs PostgreSQL ${Math.floor(since / 10_000)}`,
    })),
  );

/** The catalogue without what an older server has no words for, where nothing is lost by it. */
export const fitToVersion = (catalog: Catalog, version: number): Catalog => ({
  ...catalog,
  // Before 18 a NOT NULL has no name.
  notNulls: version < 180_000 ? [] : catalog.notNulls,
  // The privilege to VACUUM, ANALYZE and the like was the owner's alone before 17.
  grants: version < 170_000 ? catalog.grants.filter(({ privilege }) => privilege !== 'MAINTAIN') : catalog.grants,
  defaultPrivileges:
    version < 170_000
      ? catalog.defaultPrivileges.filter(({ privilege }) => privilege !== 'MAINTAIN')
      : catalog.defaultPrivileges,
});
