import { quoteName, unquoteName } from '../../../connectors/postgres/quote-name.js';

const SET_ROLE = 'SET ROLE ';

/** A GRANT or REVOKE of somebody who is not the owner: three statements that stay together. */
export const grantedBy = (grantor: string, statement: string): string[] => [
  `${SET_ROLE}${quoteName(grantor)}`,
  statement,
  'RESET ROLE',
];

/** Statements of `grantedBy` among others as what they are: each with its grantor; undefined for the session's own. */
export const withGrantors = (statements: readonly string[]): { readonly text: string; readonly grantor?: string }[] =>
  statements.flatMap((text, at) => {
    if (text.startsWith(SET_ROLE) || text === 'RESET ROLE') return [];
    const before = statements[at - 1] ?? '';
    return [before.startsWith(SET_ROLE) ? { text, grantor: unquoteName(before.slice(SET_ROLE.length)) } : { text }];
  });
