import type { DumpNote } from '../dump-index.js';

/** What a person should know of a dump; the same text is one note, with the line where it is true first. */
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
