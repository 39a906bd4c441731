import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

/** A policy of row security. */
export interface PolicyRow extends InSchema {
  readonly table: number;
  /** Quoted in full. */
  readonly tableName: string;
  /** `*` all, `r` select, `a` insert, `w` update, `d` delete. */
  readonly command: string;
  readonly permissive: boolean;
  /** Not quoted; empty for everybody. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

export const readPolicies = ({ rows }: CatalogReader): Promise<PolicyRow[]> =>
  rows(
    'policies',
    `select p.oid, n.nspname as schema, p.polname as name, p.polrelid as table, p.polrelid::regclass::text as "tableName",
        p.polcmd::text as command, p.polpermissive as permissive, pg_get_expr(p.polqual, p.polrelid) as using,
        pg_get_expr(p.polwithcheck, p.polrelid) as check,
        coalesce((select array_agg(r.rolname order by r.rolname) from pg_roles r where r.oid = any (p.polroles)), '{}') as roles
       from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
      where ${OF_USERS} and ${notOfExtension('pg_class', 'c.oid')}`,
  );
