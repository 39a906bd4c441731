import type { DumpSession } from '../dump-index.js';

/** The different settings that the statements of a dump stand under, each once. */
export class SessionTable {
  readonly sessions: DumpSession[] = [];
  private readonly indexes = new Map<string, number>();
  /** What was asked for last: it changes seldom. */
  private last: { readonly settings: DumpSession; readonly index: number } | undefined;

  /** The place of these settings in `sessions`. */
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
