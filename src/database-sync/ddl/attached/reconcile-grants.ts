import type { Catalog } from '../../catalog/read-families.js';
import { groupBy } from '../../group-by.js';
import { fitToVersion } from '../fit-to-version.js';
import { nameForGrant } from './object-words.js';
import { changesBetween, changeText, writeGrants } from './write-grants.js';

/**
 * What a copy has to revoke and grant so that everybody may do what they may at the source, and nothing else: a
 * database can give away more, or less, of every new object by default privileges of its own. Objects are matched by
 * name; those that only one side has are passed over.
 */
export const reconcileGrants = (origin: Catalog, copy: Catalog): string[] => {
  const source = fitToVersion(origin, copy.version);
  const nameOf = ({ type, identity, column }: Catalog['grants'][number]) => JSON.stringify([type, identity, column]);
  const wanted = groupBy(source.grants, nameOf);
  const atSource = new Set(source.identities.map(({ type, identity }) => JSON.stringify([type, identity])));
  const ofUsers = new Set(copy.identities.map(({ key }) => key));
  return [...groupBy(copy.grants, nameOf)].flatMap(([name, rows]) => {
    const [first] = rows;
    if (first === undefined) return [];
    // What an extension made is in no list of names, but was given away like everything else.
    if (ofUsers.has(first.object) && !atSource.has(JSON.stringify([first.type, first.identity]))) return [];
    const now = rows.filter(({ state }) => state === 'now');
    // What nobody touched at the source is as it was born.
    const then =
      wanted.get(name)?.filter(({ state }) => state === 'now') ?? rows.filter(({ state }) => state === 'born');
    const on = nameForGrant(first.type, first.identity);
    const text = (privileges: readonly string[]) =>
      `${privileges.map((each) => (first.column === null ? each : `${each}(${first.column})`)).join(', ')} ON ${on}`;
    const changes = changesBetween(withoutNewer(now, origin.version), then);
    const statements = changes.map((change) => changeText(change, text));
    // A REVOKE on a table takes what was granted on its columns, too.
    const revoked = first.column === null && changes.some(({ word }) => word === 'REVOKE');
    return revoked ? [...statements, ...columnGrants(source, first)] : statements;
  });
};

const columnGrants = (source: Catalog, { type, identity }: Catalog['grants'][number]): string[] => {
  const rows = source.grants.filter((each) => each.column !== null && each.type === type && each.identity === identity);
  const keys = new Set(rows.map(({ object }) => object));
  return writeGrants({ ...source, grants: rows }, keys, keys);
};

/** A privilege that the source's server does not know is the target's own matter. */
const withoutNewer = (rows: Catalog['grants'], version: number): Catalog['grants'] =>
  version < 170_000
    ? rows.filter(({ privilege, grantee, owner }) => privilege !== 'MAINTAIN' || grantee !== owner)
    : rows;
