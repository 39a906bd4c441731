import type { DumpNote } from '../dump-index.js';

/** Collects notes about a dump. Equal texts are counted as one note, with the line of the first. */
export class DumpNotes {
  private readonly notes = new Map<string, DumpNote>();

  add(text: string, line: number): void {
    const same = this.notes.get(text);
    this.notes.set(text, same ? { ...same, count: same.count + 1 } : { text, line, count: 1 });
  }

  list(): DumpNote[] {
    return [...this.notes.values()];
  }
}
