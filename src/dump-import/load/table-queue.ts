import type { CompleteTable } from '../../formats/mysql-dump/dump-index.js';

/** Tables that come while others are taken; the largest of those that are there goes first. */
export class TableQueue {
  private readonly tables: CompleteTable[] = [];
  private readonly takers: (() => void)[] = [];
  private ended = false;

  put(table: CompleteTable): void {
    this.tables.push(table);
    this.wake();
  }

  /** No more come; those that are there are still to be taken, unless they are `dropped`. */
  end({ dropped = false } = {}): void {
    this.ended = true;
    if (dropped) this.tables.length = 0;
    this.wake();
  }

  /** Bytes of the rows of the next one; 0 where there is none. */
  largestBytes(): number {
    return this.tables.reduce((most, { table }) => Math.max(most, table.dataBytes), 0);
  }

  /** Waits for a table to be there; false when none will come any more. */
  async hasNext(): Promise<boolean> {
    while (this.tables.length === 0 && !this.ended) await new Promise<void>((resolve) => this.takers.push(resolve));
    return this.tables.length > 0;
  }

  /** The one that `take` would give now. */
  next(): CompleteTable | undefined {
    const most = this.largestBytes();
    return this.tables.find(({ table }) => table.dataBytes === most);
  }

  take(): CompleteTable | undefined {
    const next = this.next();
    return next === undefined ? undefined : this.tables.splice(this.tables.indexOf(next), 1)[0];
  }

  private wake(): void {
    for (const taker of this.takers.splice(0)) taker();
  }
}
