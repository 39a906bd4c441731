import type { CompleteTable } from '../../formats/mysql-dump/dump-index.js';

/** A queue of tables that arrive while others are taken; gives the largest first. */
export class TableQueue {
  private readonly tables: CompleteTable[] = [];
  private readonly takers: (() => void)[] = [];
  private ended = false;

  put(table: CompleteTable): void {
    this.tables.push(table);
    this.wake();
  }

  /** No more arrive; those in the queue are still taken, unless `dropped`. */
  end({ dropped = false } = {}): void {
    this.ended = true;
    if (dropped) this.tables.length = 0;
    this.wake();
  }

  /** Bytes of the next table's rows; 0 if the queue is empty. */
  largestBytes(): number {
    return this.tables.reduce((most, table) => Math.max(most, bytesOf(table)), 0);
  }

  /** Waits for a table; false when none will arrive any more. */
  async hasNext(): Promise<boolean> {
    while (this.tables.length === 0 && !this.ended) await new Promise<void>((resolve) => this.takers.push(resolve));
    return this.tables.length > 0;
  }

  /** The one that `take` would return now. */
  next(): CompleteTable | undefined {
    const most = this.largestBytes();
    return this.tables.find((table) => bytesOf(table) === most);
  }

  take(): CompleteTable | undefined {
    const next = this.next();
    return next === undefined ? undefined : this.tables.splice(this.tables.indexOf(next), 1)[0];
  }

  private wake(): void {
    for (const taker of this.takers.splice(0)) taker();
  }
}

/** Bytes of the rows of a table, as far as they are known. */
export const bytesOf = ({ table, growth }: CompleteTable): number =>
  growth === undefined ? table.dataBytes : growth.reaches - (table.statements.at(-1)?.start ?? 0);
