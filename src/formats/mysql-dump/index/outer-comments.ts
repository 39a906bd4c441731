import { endsComplete, missingEnd, toolOf } from '../scan/dump-tools.js';

const FIRST_CHARACTERS = 8192;

/**
 * The comments before a dump's first statement and behind its last one, which say what tool wrote it and whether it is
 * complete.
 */
export class OuterComments {
  private seenStatement = false;
  private first = '';
  private last: Buffer | undefined;

  /** Adds one, and says whether it stands before the first statement. */
  add(comment: Buffer): boolean {
    this.last = comment;
    if (!this.seenStatement && this.first.length < FIRST_CHARACTERS)
      this.first += `${comment.toString('utf8', 0, FIRST_CHARACTERS)}\n`;
    return !this.seenStatement;
  }

  statement(): void {
    this.seenStatement = true;
    this.last = undefined;
  }

  /** Something else came than a comment, which may be a statement that is passed over. */
  interrupted(): void {
    this.last = undefined;
  }

  /**
   * Whether the dump ends as its tool ends a complete one; `restored` says that its last SETs give the session back.
   */
  endsComplete(restored: boolean): boolean {
    return endsComplete(toolOf(this.first), { comment: this.last, restored });
  }

  /** What is missing at its end, for a message. */
  missingEnd(): string {
    return missingEnd(this.first);
  }
}
