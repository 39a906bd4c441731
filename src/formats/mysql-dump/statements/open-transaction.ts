import { StevedoreError } from '../../../contracts/errors.js';
import type { Statement } from './statement.js';
import { COMMITTING } from './committing.js';

/**
 * Follows whether rows stand in a transaction that the dump never commits: the vendor's client would lose them when it
 * hangs up. Every definition commits on its own, as do LOCK TABLES and the end of `autocommit = 0`.
 */
export class OpenTransaction {
  private autocommit = true;
  private begun = false;
  /** Of the first rows that are not committed. */
  private line: number | undefined;

  follow(statement: Statement): void {
    if (statement.kind === 'dropped') {
      if (statement.begins === true) this.begin();
      else if (statement.rule === 'transaction' || statement.rule === 'table-lock') this.commit();
    } else if (COMMITTING.has(statement.kind)) this.commit();
  }

  /** `START TRANSACTION`, `BEGIN`; a new one commits the one before. */
  begin(): void {
    this.commit();
    this.begun = true;
  }

  commit(): void {
    this.begun = false;
    this.line = undefined;
  }

  setAutocommit(on: boolean): void {
    if (on) this.commit();
    this.autocommit = on;
  }

  rows(line: number): void {
    if (!this.autocommit || this.begun) this.line ??= line;
  }

  /** Throws DUMP_TRUNCATED. */
  assertCommitted(): void {
    if (this.line === undefined) return;
    throw new StevedoreError(
      'DUMP_TRUNCATED',
      `read dump: its rows from line ${this.line} on stand in a transaction that it never commits, so that the client would lose them; ` +
        'export it again, or add a COMMIT where it is complete',
      { details: { line: this.line } },
    );
  }
}
