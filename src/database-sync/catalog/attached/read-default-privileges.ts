import type { CatalogReader } from '../catalog-reader.js';

/** A privilege on objects that a role will make. */
export interface DefaultPrivilegeRow {
  readonly oid: number;
  readonly role: string;
  /** Null for every schema. */
  readonly schema: string | null;
  /** `r` tables, `S` sequences, `f` functions, `T` types, `n` schemas, `L` large objects. */
  readonly kind: string;
  /** `now` is what the role's objects get, `born` what they would get without the row. */
  readonly state: 'now' | 'born';
  /** Null for everybody. */
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

export const readDefaultPrivileges = ({ rows }: CatalogReader): Promise<DefaultPrivilegeRow[]> =>
  rows(
    'default privileges',
    `select d.oid, pg_get_userbyid(d.defaclrole)::text as role, n.nspname as schema, d.defaclobjtype::text as kind, s.state,
        case when e.grantee <> 0 then pg_get_userbyid(e.grantee)::text end as grantee, e.privilege_type as privilege,
        e.is_grantable as grantable
       from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
      cross join lateral (values ('now', d.defaclacl), ('born', case when d.defaclnamespace = 0 then
        acldefault((case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end)::"char", d.defaclrole) end)) s (state, acl)
      cross join lateral aclexplode(s.acl) with ordinality e order by role, schema nulls first, kind, state, e.ordinality`,
  );
