import type { CompleteTable } from '../dump-index.js';
import { comesTableAfterTable } from '../scan/header-comments.js';
import { GrowingTable } from './growing-table.js';
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
  private last: { readonly name: string; readonly table: TableRecord; growth?: GrowingTable } | undefined;

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

  /** Rows were read of a table. */
  grow(name: string): void {
    const { last } = this;
    if (last?.name !== name || !this.isTold(last.table) || last.table.size < LARGE_BYTES) return;
    const end = last.table.rowsEnd;
    if (last.growth !== undefined) {
      if (end === undefined) last.growth.giveUp();
      else last.growth.reach(end);
    } else if (end !== undefined) {
      last.growth = new GrowingTable(end);
      this.tell?.({ table: last.table.finish(new Set([name])), growth: last.growth, ...this.dump() });
    }
  }

  /** Reports no further table. */
  stop(): void {
    this.tableAfterTable = false;
    this.last?.growth?.giveUp();
  }

  drop(name: string): void {
    if (this.last?.name === name) this.last = undefined;
    // A table of the same name may follow.
    else this.stop();
  }

  finish(): void {
    const { last } = this;
    this.last = undefined;
    if (last === undefined) return;
    const { growth, table } = last;
    const whole = this.isTold(table) ? table.finish(new Set([last.name])) : undefined;
    if (growth === undefined) {
      if (whole !== undefined) this.tell?.({ table: whole, ...this.dump() });
    } else if (whole?.lines.kind === 'possible' && growth.isGrowing) growth.finish(whole);
    else growth.giveUp();
  }

  private isTold(table: TableRecord): boolean {
    return this.tell !== undefined && this.tableAfterTable && !table.hasReferences;
  }
}

/** Below that a table is read to its end before its load could have begun. */
const LARGE_BYTES = 2_000_000;
