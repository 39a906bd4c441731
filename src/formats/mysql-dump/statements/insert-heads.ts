import type { Statement } from './statement.js';
import type { DumpSession } from '../dump-index.js';

type Insert = Extract<Statement, { kind: 'insert' }>;

/**
 * Remembers the last INSERT's bytes up to behind its VALUES. A dump repeats them for each statement of a table, and
 * reading them again would be most of the work where every row is a statement.
 */
export class InsertHeads {
  private head: Buffer | undefined;
  private statement: Insert | undefined;
  private session: DumpSession | undefined;
  private lastColumns: { readonly of: Insert; readonly names: readonly string[] | undefined } | undefined;

  /** What a statement that begins with the same bytes, under the same session, is. */
  find(body: Buffer, session: DumpSession): Insert | undefined {
    const { head } = this;
    if (head === undefined || session !== this.session || body.length < head.length) return undefined;
    return body.compare(head, 0, head.length, 0, head.length) === 0 ? this.statement : undefined;
  }

  keep(body: Buffer, statement: Insert, session: DumpSession): void {
    // The byte behind VALUES is part of it: without it the word might go on.
    this.head = Buffer.from(body.subarray(0, statement.valuesAt + 1));
    this.statement = body.length > statement.valuesAt ? statement : undefined;
    this.session = session;
  }

  /** The decoded names of its columns, one object for all INSERTs that begin alike. */
  columnsOf(statement: Insert, decode: (name: string) => string): readonly string[] | undefined {
    if (this.lastColumns?.of !== statement) this.lastColumns = { of: statement, names: statement.columns?.map(decode) };
    return this.lastColumns.names;
  }
}
