import { quoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { Fields } from '../../formats/postgres-dump/parse-statement.js';
import { parseStatement } from '../../formats/postgres-dump/parse-statement.js';
import { findAll, textOf } from '../../formats/postgres-dump/tree.js';
import { grantedBy, withGrantors } from '../ddl/attached/granted-by.js';
import { showStatement } from '../ddl/show-statement.js';
import type { Ddl } from '../ddl/write-ddl.js';
import type { SourceRoles } from '../source/sync-source.js';
import type { TargetFacts } from './target-facts.js';

export interface FittedStatements {
  readonly ddl: Ddl;
  readonly roles: SourceRoles;
  readonly warnings: readonly string[];
}

/**
 * The statements of a file as a target can have them whose roles are others, or whose account may not give objects to
 * all of them: what `fitRoles` does with a catalogue. The parser has been loaded.
 */
export const fitStatements = (
  ddl: Ddl,
  { owners, others }: SourceRoles,
  { roles, account }: Pick<TargetFacts, 'roles' | 'account'>,
): FittedStatements => {
  const told = { owners: new Set<string>(), grantees: new Set<string>(), defaults: new Set<string>() };
  const policies: string[] = [];
  const fit = (text: string): string[] => {
    if (!ABOUT_ROLES.test(text)) return [text];
    const { kind = '', fields = {} } = parseStatement(text, 1) ?? {};
    const owner = findAll(fields, 'newowner').map((each) => textOf(each, 'rolename'))[0] ?? '';
    if (owner !== '') {
      if (roles.get(owner) === true) return [text];
      told.owners.add(owner);
      return [];
    }
    const givers = kind === 'AlterDefaultPrivilegesStmt' ? rolesOf(findAll(fields, 'DefElem')[0] ?? {}) : [];
    const foreign = givers.filter(({ name }) => roles.get(name) !== true);
    if (foreign.length > 0) {
      for (const { name } of foreign) told.defaults.add(name);
      return [];
    }
    const named = granteesOf(kind, fields);
    const kept = named.filter(({ name }) => name === '' || roles.has(name));
    if (kept.length === named.length) return [text];
    if (kind === 'CreatePolicyStmt') {
      if (kept.length === 0) policies.push(textOf(fields, 'policy_name'));
    } else for (const { name } of named) if (name !== '' && !roles.has(name)) told.grantees.add(name);
    return kept.length === 0 ? [] : [withRoles(kind, text, named, kept)];
  };
  const all = (statements: readonly string[]) => statements.flatMap(fit);
  // Where the account may not become the grantor, it gives the privilege itself.
  const grants = withGrantors(ddl.grants).flatMap(({ text, grantor }) =>
    grantor === undefined || roles.get(grantor) !== true
      ? fit(text)
      : fit(text).flatMap((each) => grantedBy(grantor, each)),
  );
  const fitted = { ...ddl, pre: all(ddl.pre), post: all(ddl.post), grants };
  const list = (names: ReadonlySet<string>) =>
    [...names]
      .sort()
      .map((name) => `"${name}"`)
      .join(', ');
  return {
    ddl: fitted,
    roles: {
      owners: owners.filter((name) => roles.get(name) === true),
      others: others.filter((name) => roles.has(name) && !told.defaults.has(name)),
    },
    warnings: [
      ...(told.owners.size === 0 ? [] : [`Objects of ${list(told.owners)} belong to "${account}" at the target`]),
      ...(told.grantees.size === 0
        ? []
        : [`Grants to ${list(told.grantees)} are left out: the target has no such role`]),
      ...(told.defaults.size === 0
        ? []
        : [
            `Default privileges of ${list(told.defaults)} are left out: the target lacks the role, or the account is no member of it`,
          ]),
      ...policies.map((name) => `The policy "${name}" is left out: the target has none of its roles`),
    ],
  };
};

const ABOUT_ROLES = /^(?:alter\b[^]*\bowner\s+to\b|grant\b|revoke\b|alter\s+default\s+privileges\b|create\s+policy\b)/i;

interface NamedRole {
  /** Empty for PUBLIC, and the account itself. */
  readonly name: string;
  /** Of the name in the statement, in bytes. */
  readonly at: number;
}

const rolesOf = (fields: Fields): NamedRole[] =>
  findAll(fields, 'RoleSpec').map((each) => ({ name: textOf(each, 'rolename'), at: Number(each['location'] ?? 0) }));

const granteesOf = (kind: string, fields: Fields): NamedRole[] => {
  if (kind === 'CreatePolicyStmt') return rolesOf({ roles: fields['roles'] });
  const grants = kind === 'AlterDefaultPrivilegesStmt' ? fields['action'] : fields;
  return rolesOf({ grantees: (grants as Fields | undefined)?.['grantees'] });
};

/**
 * The statement with fewer roles in its list. It is made from the text of somebody's file, so it is parsed again: it is
 * one statement of the same kind, to exactly these roles. Throws DUMP_STATEMENT_REFUSED.
 */
const withRoles = (kind: string, text: string, named: readonly NamedRole[], kept: readonly NamedRole[]): string => {
  const bytes = Buffer.from(text);
  const [first, last] = [named[0]?.at ?? 0, named[named.length - 1]?.at ?? 0];
  const [end = ''] = ROLE.exec(bytes.toString('utf8', last)) ?? [];
  const list = kept.map(({ name }) => (name === '' ? 'PUBLIC' : quoteName(name))).join(', ');
  const made = `${bytes.toString('utf8', 0, first)}${list}${bytes.toString('utf8', last + Buffer.byteLength(end))}`;
  if (end === '' || !isTo(made, kind, kept)) {
    throw new StevedoreError(
      'DUMP_STATEMENT_REFUSED',
      `Cannot leave out roles of "${showStatement(text)}", which the target lacks: its list of roles is not written as pg_dump writes one; create the roles at the target`,
    );
  }
  return made;
};

/** Quoted or plain, and nothing of what may follow it: a comment, another statement. */
const ROLE = /^(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?!&"))/;

const isTo = (made: string, kind: string, kept: readonly NamedRole[]): boolean => {
  try {
    const again = parseStatement(made, 1);
    const roles = again?.kind === kind ? granteesOf(kind, again.fields) : [];
    return roles.length === kept.length && roles.every(({ name }, at) => name === kept[at]?.name);
  } catch {
    return false;
  }
};
