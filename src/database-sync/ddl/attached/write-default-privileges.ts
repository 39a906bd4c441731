import type { Catalog } from '../../catalog/read-families.js';
import { quoteName } from '../quote.js';
import { changesBetween, changeText } from './write-grants.js';

const KINDS: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
};

/** What roles give away of the objects that they will make. */
export const writeDefaultPrivileges = ({ defaultPrivileges }: Catalog): string[] => {
  const oids = [...new Set(defaultPrivileges.map(({ oid }) => oid))];
  return oids.flatMap((oid) => {
    const rows = defaultPrivileges.filter((each) => each.oid === oid);
    const [first] = rows;
    if (first === undefined) return [];
    const { role, schema, kind } = first;
    const place = `FOR ROLE ${quoteName(role)}${schema === null ? '' : ` IN SCHEMA ${quoteName(schema)}`}`;
    const state = (which: 'now' | 'born') =>
      rows
        .filter((each) => each.state === which)
        .map(({ grantee, privilege, grantable }) => ({ grantee, privilege, grantable }));
    return changesBetween(state('born'), state('now')).map(
      (change) =>
        `ALTER DEFAULT PRIVILEGES ${place} ${changeText(change, (privileges) => `${privileges.join(', ')} ON ${KINDS[kind] ?? kind}`)}`,
    );
  });
};
