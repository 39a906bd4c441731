import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS, ownCollation } from '../catalog-reader.js';

interface TypeRow extends InSchema {
  /** Of its array type, which comes with it; 0 without. */
  readonly arrayOid: number;
}

export interface EnumRow extends TypeRow {
  readonly labels: readonly string[];
}

export interface CompositeRow extends TypeRow {
  /** Its row of pg_class, which its columns have. */
  readonly relation: number;
}

export interface DomainRow extends TypeRow {
  readonly base: string;
  readonly collation: string | null;
  readonly default: string | null;
  readonly notNull: boolean;
}

export interface DomainCheckRow {
  readonly oid: number;
  readonly domain: number;
  readonly name: string;
  readonly definition: string;
  readonly validated: boolean;
}

export interface RangeRow extends TypeRow {
  readonly subtype: string;
  /** Where it is not the subtype's default. */
  readonly operatorClass: string | null;
  readonly collation: string | null;
  readonly canonical: string | null;
  readonly difference: string | null;
  readonly multirange: string;
  readonly multirangeOid: number;
  readonly multirangeArrayOid: number;
}

const COMMON = `t.oid, n.nspname as schema, t.typname as name, t.typarray as "arrayOid"`;
const FROM = `from pg_type t join pg_namespace n on n.oid = t.typnamespace`;
const WHERE = `where ${OF_USERS} and ${notOfExtension('pg_type', 't.oid')}`;

export const readEnums = ({ rows }: CatalogReader): Promise<EnumRow[]> =>
  rows(
    'enumerations',
    `select ${COMMON}, coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
        where e.enumtypid = t.oid), '{}') as labels ${FROM} ${WHERE} and t.typtype = 'e'`,
  );

export const readComposites = ({ rows }: CatalogReader): Promise<CompositeRow[]> =>
  rows(
    'composite types',
    `select ${COMMON}, t.typrelid as relation ${FROM} join pg_class c on c.oid = t.typrelid and c.relkind = 'c' ${WHERE}`,
  );

export const readDomains = ({ rows }: CatalogReader): Promise<DomainRow[]> =>
  rows(
    'domains',
    // The column typdefault is a text of the session that made the domain; only the expression can be trusted.
    `select ${COMMON}, format_type(t.typbasetype, t.typtypmod) as base, ${ownCollation('t.typcollation', 't.typbasetype')} as collation,
        pg_get_expr(t.typdefaultbin, 0) as default, t.typnotnull as "notNull" ${FROM} ${WHERE} and t.typtype = 'd'`,
  );

export const readDomainChecks = ({ rows }: CatalogReader): Promise<DomainCheckRow[]> =>
  rows(
    'checks of domains',
    `select k.oid, k.contypid as domain, k.conname as name, pg_get_constraintdef(k.oid) as definition, k.convalidated as validated
       from pg_constraint k where k.contypid <> 0 and k.contype = 'c' order by k.conname`,
  );

export const readRanges = ({ rows }: CatalogReader): Promise<RangeRow[]> =>
  rows(
    'range types',
    `select ${COMMON}, format_type(r.rngsubtype, null) as subtype, ${ownCollation('r.rngcollation', 'r.rngsubtype')} as collation,
        (select quote_ident(cn.nspname) || '.' || quote_ident(o.opcname) from pg_opclass o join pg_namespace cn on cn.oid = o.opcnamespace
          where o.oid = r.rngsubopc and not o.opcdefault) as "operatorClass",
        nullif(r.rngcanonical::oid, 0)::regproc::text as canonical, nullif(r.rngsubdiff::oid, 0)::regproc::text as difference,
        format_type(r.rngmultitypid, null) as multirange, r.rngmultitypid as "multirangeOid", m.typarray as "multirangeArrayOid"
       ${FROM} join pg_range r on r.rngtypid = t.oid join pg_type m on m.oid = r.rngmultitypid ${WHERE}`,
  );
