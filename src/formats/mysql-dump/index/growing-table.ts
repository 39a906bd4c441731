import type { TableGrowth, TableIndex } from '../dump-index.js';

/**
 * The rows of a table whose INSERT statements are still being read, all in one range of the dump. Whoever loads them
 * meanwhile asks how far they reach, and learns at their end what the table is, or that the later rows are of another
 * kind than the first ones.
 */
export class GrowingTable implements TableGrowth {
  private end: number;
  private state: 'grows' | 'whole' | 'broken' = 'grows';
  private final: TableIndex | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(end: number) {
    this.end = end;
  }

  get isGrowing(): boolean {
    return this.state === 'grows';
  }

  /** What the table is in the end; undefined before that, and for good where nothing came of it. */
  get whole(): TableIndex | undefined {
    return this.final;
  }

  /** Where its last row ends by now. */
  get reaches(): number {
    return this.end;
  }

  reach(end: number): void {
    this.end = end;
    this.wake();
  }

  finish(table: TableIndex): void {
    this.final = table;
    this.state = 'whole';
    this.wake();
  }

  /** It cannot be loaded in this way. */
  giveUp(): void {
    this.state = 'broken';
    this.wake();
  }

  /**
   * Resolves with where its rows end when that is behind `at`, and with undefined when no more come. Throws the
   * signal's reason, and `TableGrownApart` where the growth was given up.
   */
  async next(at: number, signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      signal.throwIfAborted();
      if (this.state === 'broken') throw new TableGrownApart();
      if (this.end > at) return this.end;
      if (this.state === 'whole') return undefined;
      await this.change(signal);
    }
  }

  private async change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}

/** What was read of a table further on does not go with what was read first. */
export class TableGrownApart extends Error {
  constructor() {
    super('its further rows are of another kind than its first ones');
  }
}
