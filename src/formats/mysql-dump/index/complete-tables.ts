import type { CompleteTable } from '../dump-index.js';
import { comesTableAfterTable } from '../scan/header-comments.js';
import type { TableRecord } from './table-record.js';

/**
 * Reports each table when the next one begins (`BuildDumpIndexOptions.onTable`). Stops reporting when the dump returns
 * to an earlier table or has sequences, because any table may then still change.
 */
export class CompleteTables {
  private readonly tell: ((complete: CompleteTable) => void) | undefined;
  /** What else is known about the dump so far. */
  private readonly dump: () => Omit<CompleteTable, 'table'>;
  private tableAfterTable = false;
  /** The table created last. */
  private last: { readonly name: string; readonly table: TableRecord } | undefined;

  constructor(tell: ((complete: CompleteTable) => void) | undefined, dump: () => Omit<CompleteTable, 'table'>) {
    this.tell = tell;
    this.dump = dump;
  }

  readHeader(comment: Buffer): void {
    this.tableAfterTable ||= comesTableAfterTable(comment);
  }

  begin(name: string, table: TableRecord): void {
    this.finish();
    this.last = { name, table };
  }

  change(name: string): void {
    if (this.last?.name !== name) this.stop();
  }

  /** Reports no further table. */
  stop(): void {
    this.tableAfterTable = false;
  }

  drop(name: string): void {
    if (this.last?.name === name) this.last = undefined;
    // A table of the same name may follow.
    else this.stop();
  }

  finish(): void {
    const { last } = this;
    this.last = undefined;
    if (last === undefined || !this.tableAfterTable || last.table.hasReferences) return;
    this.tell?.({ table: last.table.finish(new Set([last.name])), ...this.dump() });
  }
}
