import type { Catalog } from '../catalog/read-families.js';
import { keyOf } from '../catalog/object-key.js';
import { groupBy } from '../group-by.js';
import type { TargetFacts } from './target-facts.js';

export interface FittedRoles {
  readonly catalog: Catalog;
  /** What the copy has otherwise, each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * A catalogue as a target can have it whose roles are others, or whose account may not give objects to all of them:
 * objects of such owners are the account's own; grants to roles that it lacks, and policies for none but them, are left
 * out, because a policy without its roles would hold for everybody. `isMeant` says of which schemas a warning tells.
 */
export const fitRoles = (
  catalog: Catalog,
  { roles, account }: Pick<TargetFacts, 'roles' | 'account'>,
  isMeant: (schema: string | null) => boolean,
): FittedRoles => {
  const told = { owners: new Set<string>(), grantees: new Set<string>(), defaults: new Set<string>() };
  const ownerOf = (name: string): string => (roles.get(name) === true ? name : account);
  const isThere = (name: string | null): boolean => name === null || roles.has(name);
  const identities = catalog.identities.map((each) => {
    if (each.owner === null || ownerOf(each.owner) === each.owner) return each;
    if (isMeant(each.type === 'schema' ? each.identity : each.schema)) told.owners.add(each.owner);
    return { ...each, owner: account };
  });
  const grants = catalog.grants.flatMap((row): Catalog['grants'][number][] => {
    const owner = ownerOf(row.owner);
    // What an owner may do goes with the object.
    const grantee = row.grantee === row.owner ? owner : row.grantee;
    if (!isThere(grantee)) {
      if (isMeant(row.schema) && row.state === 'now') told.grantees.add(grantee ?? '');
      return [];
    }
    return [{ ...row, owner, grantee, grantor: row.grantor === row.owner ? owner : ownerOf(row.grantor) }];
  });
  const defaultPrivileges = catalog.defaultPrivileges.filter(({ role, grantee, schema }) => {
    const stays = roles.get(role) === true && isThere(grantee);
    if (!stays && schema !== null && isMeant(schema))
      told.defaults.add(roles.get(role) === true ? (grantee ?? '') : role);
    return stays;
  });
  const policies = catalog.policies.map((each) => ({ ...each, roles: each.roles.filter((role) => roles.has(role)) }));
  const gone = catalog.policies.filter(
    (each, at) => each.roles.length > 0 && policies[at]?.roles.length === 0 && isMeant(each.schema),
  );
  const goneKeys = new Set(gone.map(({ oid }) => keyOf('pg_policy', oid)));
  return {
    catalog: {
      ...catalog,
      identities: identities.filter(({ key }) => !goneKeys.has(key)),
      grants: once(grants),
      defaultPrivileges,
      policies: policies.filter(({ oid }) => !goneKeys.has(keyOf('pg_policy', oid))),
      comments: catalog.comments.filter(({ object }) => !goneKeys.has(object)),
    },
    warnings: [
      ...sentence(told.owners, (names) => `Objects of ${names} belong to "${account}" at the target`),
      ...sentence(told.grantees, (names) => `Grants to ${names} are left out: the target has no such role`),
      ...sentence(
        told.defaults,
        (names) =>
          `Default privileges of ${names} are left out: the target lacks the role, or the account is no member of it`,
      ),
      ...gone.map(
        ({ name, tableName, roles: lost }) =>
          `The policy "${name}" of ${tableName} is left out: the target has no role ${lost.map((role) => `"${role}"`).join(', ')}`,
      ),
    ],
  };
};

/** Two roles that became one may have had the same privilege. */
const once = (grants: Catalog['grants']): Catalog['grants'] =>
  [
    ...groupBy(grants, ({ object, column, state, grantee, grantor, privilege }) =>
      JSON.stringify([object, column, state, grantee, grantor, privilege]),
    ).values(),
  ].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, grantable: first.grantable || more.some(({ grantable }) => grantable) }],
  );

const sentence = (names: ReadonlySet<string>, text: (names: string) => string): string[] =>
  names.size === 0
    ? []
    : [
        text(
          [...names]
            .sort()
            .map((name) => `"${name}"`)
            .join(', '),
        ),
      ];
