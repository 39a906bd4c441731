import type { CompleteTable } from '../dump-index.js';
import { comesTableAfterTable } from '../scan/header-comments.js';
import type { TableRecord } from './table-record.js';

/**
 * Tells of each table when the next one begins; see `BuildDumpIndexOptions.onTable`. A dump that comes back to a table
 * may come back to any, and one that has sequences may need them in any, so that nothing more is told of it.
 */
export class CompleteTables {
  private readonly tell: ((complete: CompleteTable) => void) | undefined;
  /** What else is known of the dump by now. */
  private readonly dump: () => Omit<CompleteTable, 'table'>;
  private tableAfterTable = false;
  /** The table that was created last. */
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

  /** Tells of no further table. */
  stop(): void {
    this.tableAfterTable = false;
  }

  drop(name: string): void {
    if (this.last?.name === name) this.last = undefined;
    // One of that name may come again.
    else this.stop();
  }

  finish(): void {
    const { last } = this;
    this.last = undefined;
    if (last === undefined || !this.tableAfterTable || last.table.hasReferences) return;
    this.tell?.({ table: last.table.finish(new Set([last.name])), ...this.dump() });
  }
}
