import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS, typeName } from '../catalog-reader.js';

export interface OperatorFamilyRow extends InSchema {
  readonly method: string;
}

export interface OperatorClassRow extends InSchema {
  readonly method: string;
  readonly isDefault: boolean;
  readonly type: string;
  /** Quoted in full. */
  readonly family: string;
  readonly storage: string | null;
}

/** An operator or a support function: of a class, or of a family alone. */
export interface OperatorMemberRow {
  readonly oid: number;
  readonly catalogue: 'pg_amop' | 'pg_amproc';
  readonly owner: number;
  readonly ownerCatalogue: 'pg_opclass' | 'pg_opfamily';
  /** As CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY … ADD take it. */
  readonly text: string;
}

export const readOperatorFamilies = ({ rows }: CatalogReader): Promise<OperatorFamilyRow[]> =>
  rows(
    'operator families',
    `select f.oid, n.nspname as schema, f.opfname as name, m.amname as method
       from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am m on m.oid = f.opfmethod
      where ${OF_USERS} and ${notOfExtension('pg_opfamily', 'f.oid')}`,
  );

export const readOperatorClasses = ({ rows }: CatalogReader): Promise<OperatorClassRow[]> =>
  rows(
    'operator classes',
    `select c.oid, n.nspname as schema, c.opcname as name, m.amname as method, c.opcdefault as "isDefault",
        format_type(c.opcintype, null) as type, quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) as family,
        ${typeName('c.opckeytype')} as storage
       from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace join pg_am m on m.oid = c.opcmethod
       join pg_opfamily f on f.oid = c.opcfamily join pg_namespace fn on fn.oid = f.opfnamespace
      where ${OF_USERS} and ${notOfExtension('pg_opclass', 'c.oid')}`,
  );

/** The members of both, by what each depends on. */
export const readOperatorMembers = ({ rows }: CatalogReader): Promise<OperatorMemberRow[]> => {
  const owned = (catalogue: string) => `join pg_depend d on d.classid = '${catalogue}'::regclass and d.objid = x.oid
      and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass) and d.deptype in ('i', 'a')
    where x.oid >= 16384 and ${notOfExtension(catalogue, 'x.oid')}`;
  const owner = `d.refobjid as owner, case d.refclassid when 'pg_opclass'::regclass then 'pg_opclass' else 'pg_opfamily' end as "ownerCatalogue"`;
  return rows(
    'the members of operator classes',
    `select x.oid, 'pg_amop' as catalogue, ${owner}, 'operator ' || x.amopstrategy || ' ' || x.amopopr::regoperator::text
          || coalesce((select ' for order by ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) from pg_opfamily f
               join pg_namespace fn on fn.oid = f.opfnamespace where f.oid = x.amopsortfamily), '') as text
       from pg_amop x ${owned('pg_amop')}
     union all
     select x.oid, 'pg_amproc', ${owner}, 'function ' || x.amprocnum || ' (' || format_type(x.amproclefttype, null) || ', '
          || format_type(x.amprocrighttype, null) || ') ' || x.amproc::oid::regprocedure::text
       from pg_amproc x ${owned('pg_amproc')} order by catalogue, text`,
  );
};
