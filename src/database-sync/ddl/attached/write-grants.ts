import type { Catalog } from '../../catalog/read-families.js';
import type { ObjectKey } from '../../catalog/object-key.js';
import { groupBy } from '../../group-by.js';
import { quoteName } from '../quote.js';
import { grantedBy } from './granted-by.js';
import { nameForGrant } from './object-words.js';

type Grant = Catalog['grants'][number];

/** A privilege of somebody, on anything. */
export interface Privilege {
  readonly grantee: string | null;
  readonly grantor?: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** What changes privileges from one state to another, by who grants it. */
export interface PrivilegeChange {
  readonly word: 'GRANT' | 'REVOKE';
  readonly privileges: readonly string[];
  readonly grantee: string | null;
  readonly grantor?: string;
  readonly grantable: boolean;
}

/**
 * The grants of the objects in `covered`, as changes of what an object is born with; those on objects of the server and
 * of extensions too, where somebody changed them.
 */
export const writeGrants = (
  { grants }: Pick<Catalog, 'grants'>,
  covered: ReadonlySet<ObjectKey>,
  known: ReadonlySet<ObjectKey>,
): string[] => {
  // What is left out has no grants; what no list names is the server's or an extension's.
  const of = grants.filter(({ object }) => covered.has(object) || !known.has(object));
  const objects = groupBy(of, ({ object, column }) => `${object} ${column ?? ''}`);
  return [...objects.values()].flatMap((rows) => objectGrants(rows));
};

const objectGrants = (rows: readonly Grant[]): string[] => {
  const [first] = rows;
  if (first === undefined) return [];
  const born = rows.filter(({ state }) => state === 'born');
  const now = rows.filter(({ state }) => state === 'now');
  const all = new Set(born.filter(({ grantee }) => grantee === first.owner).map(({ privilege }) => privilege));
  const on = nameForGrant(first.type, first.identity);
  return changesBetween(born, now).flatMap((change) => {
    const { grantor = first.owner } = change;
    const text = changeText(change, (privileges) =>
      first.column === null
        ? `${allOr(privileges, all)} ON ${on}`
        : `${privileges.map((each) => `${each}(${first.column ?? ''})`).join(', ')} ON ${on}`,
    );
    return grantor === first.owner ? [text] : grantedBy(grantor, text);
  });
};

/** `GRANT … TO …` or `REVOKE … FROM …`, with `what` in the middle. */
export const changeText = (
  { word, privileges, grantee, grantable }: PrivilegeChange,
  what: (privileges: readonly string[]) => string,
): string =>
  `${word} ${what(privileges)} ${word === 'GRANT' ? 'TO' : 'FROM'} ${grantee === null ? 'PUBLIC' : quoteName(grantee)}` +
  `${grantable && word === 'GRANT' ? ' WITH GRANT OPTION' : ''}`;

/** ALL says more on a newer server, which has more privileges. */
const allOr = (privileges: readonly string[], all: ReadonlySet<string>): string =>
  all.size > 0 && all.size === privileges.length && privileges.every((each) => all.has(each))
    ? 'ALL'
    : privileges.join(', ');

/** What has to be revoked and granted so that `born` becomes `now`. */
export const changesBetween = (born: readonly Privilege[], now: readonly Privilege[]): PrivilegeChange[] => {
  const has = (list: readonly Privilege[], { grantee, privilege }: Privilege, grantable: boolean): boolean =>
    list.some((each) => each.grantee === grantee && each.privilege === privilege && (each.grantable || !grantable));
  return [
    ...collect(
      'REVOKE',
      born.filter((each) => !has(now, each, false)),
    ),
    ...collect(
      'GRANT',
      now.filter((each) => !has(born, each, each.grantable)),
    ),
  ];
};

/** Joins what differs by the privilege only. */
const collect = (word: 'GRANT' | 'REVOKE', privileges: readonly Privilege[]): PrivilegeChange[] => {
  const groups = groupBy(privileges, ({ grantee, grantor, grantable }) =>
    JSON.stringify([grantee, word === 'GRANT' ? grantor : '', grantable]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { grantee, grantor, grantable } = first;
    const words = [...new Set(group.map(({ privilege }) => privilege))];
    return [
      {
        word,
        privileges: words,
        grantee,
        grantable,
        ...(grantor === undefined || word === 'REVOKE' ? {} : { grantor }),
      },
    ];
  });
};
