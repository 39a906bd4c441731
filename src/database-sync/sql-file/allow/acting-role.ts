import type { ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, literalOf, textOf } from '../../../formats/postgres-dump/tree.js';

/**
 * Who gives the privileges that a file's next GRANT or REVOKE is about: what was given on by somebody who is not the
 * owner, pg_dump writes behind SET SESSION AUTHORIZATION, and this program behind SET ROLE.
 *
 * Neither is run as it stands. A session's authorization that is changed takes its role with it, as on a server.
 */
export class ActingRole {
  #session: string | undefined;
  #role: string | undefined;

  /** Undefined where it is whoever loads the file. */
  get name(): string | undefined {
    return this.#role ?? this.#session;
  }

  /** Whether the statement is one that changes it; SET LOCAL is none, because it ends nobody knows where. */
  take({ kind, fields }: ParsedStatement): boolean {
    if (kind !== 'VariableSetStmt' || fields['is_local'] === true) return false;
    const setting = textOf(fields, 'name').toLowerCase();
    if (setting !== 'role' && setting !== 'session_authorization') return false;
    const [value, ...more] = listOf(fields, 'args').map((each) => literalOf({ [each.kind]: each.fields }));
    const how = textOf(fields, 'kind');
    if (more.length > 0 || (how === 'VAR_SET_VALUE') !== (value !== undefined && value !== '')) return false;
    const name = how === 'VAR_SET_VALUE' && !(setting === 'role' && value === 'none') ? value : undefined;
    if (setting === 'session_authorization') this.#session = name;
    this.#role = setting === 'role' ? name : undefined;
    return true;
  }
}
