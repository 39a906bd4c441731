import { quoteName, unquoteName } from '../../../connectors/postgres/quote-name.js';

const SET_ROLE = 'SET ROLE ';
const RESET_ROLE = 'RESET ROLE';

/** Whether a statement is the first of those of `grantedBy`. */
export const setsRole = (statement: string): boolean => statement.startsWith(SET_ROLE);

/** Whether it is their last. */
export const resetsRole = (statement: string): boolean => statement === RESET_ROLE;

/** A GRANT or REVOKE of somebody who is not the owner: three statements that stay together. */
export const grantedBy = (grantor: string, statement: string): string[] => [
  `${SET_ROLE}${quoteName(grantor)}`,
  statement,
  RESET_ROLE,
];

/** Statements of `grantedBy` among others as what they are: each with its grantor; undefined for the session's own. */
export const withGrantors = (statements: readonly string[]): { readonly text: string; readonly grantor?: string }[] =>
  statements.flatMap((text, at) => {
    if (setsRole(text) || resetsRole(text)) return [];
    const before = statements[at - 1] ?? '';
    return [setsRole(before) ? { text, grantor: unquoteName(before.slice(SET_ROLE.length)) } : { text }];
  });
