import type { DumpSession } from '../dump-index.js';

/** The distinct session settings of a dump. */
export class SessionTable {
  readonly sessions: DumpSession[] = [];
  private readonly indexes = new Map<string, number>();
  /** The last lookup; settings seldom change. */
  private last: { readonly settings: DumpSession; readonly index: number } | undefined;

  /** Returns the index of these settings in `sessions`, adding them if they are new. */
  indexOf(settings: DumpSession): number {
    if (this.last?.settings === settings) return this.last.index;
    const key = JSON.stringify(settings);
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = this.sessions.push(settings) - 1;
      this.indexes.set(key, index);
    }
    this.last = { settings, index };
    return index;
  }
}
