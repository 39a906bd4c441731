import type { Catalog } from '../catalog/read-families.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import type { Scope } from '../ddl/scope.js';
import type { SourceRoles } from './sync-source.js';
import { keyOf } from '../catalog/object-key.js';

/** The roles that creating what is planned names. */
export const sourceRoles = (
  catalog: Catalog,
  { written, covered }: DdlPlan,
  { schemas, outside }: Scope,
): SourceRoles => {
  const owners = catalog.identities.flatMap(({ key, owner }) => (owner !== null && written.has(key) ? [owner] : []));
  const privileges = catalog.grants.filter(({ object }) => covered.has(object));
  const defaults = catalog.defaultPrivileges.filter(({ schema }) =>
    schema === null ? outside === 'all' : schemas.includes(schema),
  );
  const others = [
    ...privileges.flatMap(({ grantee, grantor }) => [grantee, grantor]),
    ...defaults.flatMap(({ role, grantee }) => [role, grantee]),
    ...catalog.policies.flatMap(({ oid, roles }) => (written.has(keyOf('pg_policy', oid)) ? roles : [])),
  ];
  return { owners: named(owners), others: named(others) };
};

const named = (roles: readonly (string | null)[]): string[] =>
  [...new Set(roles.filter((role): role is string => role !== null))].sort();
