import type { Statement } from './statement.js';
import type { DumpSession } from '../dump-index.js';

type Insert = Extract<Statement, { kind: 'insert' }>;

/**
 * Remembers the last INSERT's bytes up to its VALUES. A dump repeats them in every statement of a table, and reading
 * them each time would be most of the work where every row is a statement.
 */
export class InsertHeads {
  private head: Buffer | undefined;
  private statement: Insert | undefined;
  private session: DumpSession | undefined;
  private lastColumns: { readonly of: Insert; readonly names: readonly string[] | undefined } | undefined;

  /** Returns the classification of a statement that begins with the same bytes under the same session. */
  find(body: Buffer, session: DumpSession): Insert | undefined {
    const { head } = this;
    if (head === undefined || session !== this.session || body.length < head.length) return undefined;
    return body.compare(head, 0, head.length, 0, head.length) === 0 ? this.statement : undefined;
  }

  keep(body: Buffer, statement: Insert, session: DumpSession): void {
    // Includes the byte after VALUES; without it the word might go on.
    this.head = Buffer.from(body.subarray(0, statement.valuesAt + 1));
    this.statement = body.length > statement.valuesAt ? statement : undefined;
    this.session = session;
  }

  /** Returns the decoded names of its columns: the same object for all INSERTs that begin alike. */
  columnsOf(statement: Insert, decode: (name: string) => string): readonly string[] | undefined {
    if (this.lastColumns?.of !== statement) this.lastColumns = { of: statement, names: statement.columns?.map(decode) };
    return this.lastColumns.names;
  }
}
