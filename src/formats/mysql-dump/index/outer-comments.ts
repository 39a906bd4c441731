import { endsComplete, missingEnd, toolOf } from '../scan/dump-tools.js';

const FIRST_CHARACTERS = 8192;

/**
 * Keeps the comments before a dump's first statement and after its last one. They say which tool wrote it and whether
 * it is complete.
 */
export class OuterComments {
  private seenStatement = false;
  private first = '';
  private last: Buffer | undefined;

  /** Adds a comment and returns whether it comes before the first statement. */
  add(comment: Buffer): boolean {
    // Its memory belongs to the scanner.
    this.last = Buffer.from(comment);
    if (!this.seenStatement && this.first.length < FIRST_CHARACTERS)
      this.first += `${comment.toString('utf8', 0, FIRST_CHARACTERS)}\n`;
    return !this.seenStatement;
  }

  statement(): void {
    this.seenStatement = true;
    this.last = undefined;
  }

  /** Notes that something other than a comment came, even a skipped statement. */
  interrupted(): void {
    this.last = undefined;
  }

  /** Whether the dump ends with its tool's end marker; `restored` says that its last SETs restore the session. */
  endsComplete(restored: boolean): boolean {
    return endsComplete(toolOf(this.first), { comment: this.last, restored });
  }

  /** Says what is missing at the end, for a message. */
  missingEnd(): string {
    return missingEnd(this.first);
  }
}
