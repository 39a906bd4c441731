import { STATEMENT_RULES } from '../allow/statement-kinds.js';

/** Of these kinds it is told that they are not run: a person may have to see to it. */
const TOLD: ReadonlySet<string> = new Set(['CommentStmt', 'AlterOwnerStmt', 'GrantStmt', 'AlterDefaultPrivilegesStmt']);

/** Statements that are not run, and that a person should know of: what they are called, and where the first is. */
export class PassedOver {
  readonly #found = new Map<string, { count: number; readonly line: number }>();

  /** Of a statement that is not run, by its kind. */
  add(kind: string, line: number): void {
    if (!TOLD.has(kind)) return;
    const what = STATEMENT_RULES[kind]?.what ?? kind;
    const found = this.#found.get(what);
    if (found === undefined) this.#found.set(what, { count: 1, line });
    else found.count += 1;
  }

  /** One sentence, or none. */
  get warnings(): readonly string[] {
    if (this.#found.size === 0) return [];
    const all = [...this.#found].map(
      ([what, { count, line }]) => `${count} ${what} (${count === 1 ? 'line' : 'the first in line'} ${line})`,
    );
    return [
      `Of the file is not imported what belongs to the database, to all of its schemas or to the server: ${all.join(', ')}`,
    ];
  }
}
