import { StevedoreError } from '../../../contracts/errors.js';
import type { Statement } from './statement.js';
import { COMMITTING } from './committing.js';

/**
 * Tracks whether rows are in a transaction that the dump never commits; the vendor's client would lose them on
 * disconnecting. Every definition commits, and so do LOCK TABLES and the end of `autocommit = 0`.
 */
export class OpenTransaction {
  private autocommit = true;
  private begun = false;
  /** Line of the first uncommitted rows. */
  private line: number | undefined;

  follow(statement: Statement): void {
    if (statement.kind === 'dropped') {
      if (statement.begins === true) this.begin();
      else if (statement.rule === 'transaction' || statement.rule === 'table-lock') this.commit();
    } else if (COMMITTING.has(statement.kind)) this.commit();
  }

  /** Handles `START TRANSACTION` and `BEGIN`; a new transaction commits the one before. */
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

  /** Throws DUMP_TRUNCATED if rows are not committed. */
  assertCommitted(): void {
    if (this.line === undefined) return;
    throw new StevedoreError(
      'DUMP_TRUNCATED',
      `Cannot read the dump: its rows from line ${this.line} on are in a transaction that it never commits, so the client would lose them; ` +
        'export it again, or add a COMMIT if it is complete',
      { details: { line: this.line } },
    );
  }
}
