import { StevedoreError } from '../../../contracts/errors.js';
import type { AccountedRange, ByteRange } from '../dump-index.js';

/**
 * Records the fate of every byte of a dump. Adjacent bytes with the same fate share one entry, and so do the blanks
 * between them: a dump of a million small INSERTs has a short account.
 */
export class ByteAccount {
  private readonly ranges: { start: number; end: number; readonly fate: AccountedRange['fate'] }[] = [];
  /** Blanks that will get the fate of the next piece. */
  private blank: { readonly start: number; readonly end: number } | undefined;
  private end = 0;

  /** Changes the fate of bytes already added: statements that the dump later undoes were never sent to the server. */
  reassign(piece: ByteRange, fate: AccountedRange['fate']): void {
    this.flush();
    for (let index = this.ranges.length - 1; index >= 0; index--) {
      const range = this.ranges[index] as { start: number; end: number; readonly fate: AccountedRange['fate'] };
      if (range.end <= piece.start) return;
      const from = Math.max(range.start, piece.start);
      const to = Math.min(range.end, piece.end);
      if (from >= to) continue;
      const parts = [
        { start: range.start, end: from, fate: range.fate },
        { start: from, end: to, fate },
        { start: to, end: range.end, fate: range.fate },
      ];
      this.ranges.splice(index, 1, ...parts.filter(({ start, end }) => end > start));
    }
  }

  get lines(): number {
    return this.ranges.length;
  }

  /** Adds the next piece, which must begin where the previous one ended. */
  add(start: number, end: number, fate: AccountedRange['fate'], blank = false): void {
    if (start !== this.end || end < start) throw lost(this.end, start);
    this.end = end;
    if (blank) {
      this.flush();
      this.blank = { start, end };
      return;
    }
    const last = this.ranges.at(-1);
    if (this.blank && last?.fate !== fate) this.flush();
    this.blank = undefined;
    if (last?.fate === fate) last.end = end;
    else this.append(start, end, fate);
  }

  /** Returns the account of `bytes` bytes, without gap or overlap. @default the bytes added */
  close(bytes: number = this.end): readonly AccountedRange[] {
    this.flush();
    if (this.end !== bytes) throw lost(this.end, bytes);
    let at = 0;
    for (const { start, end } of this.ranges) {
      if (start !== at) throw lost(at, start);
      at = end;
    }
    if (at !== bytes) throw lost(at, bytes);
    return this.ranges;
  }

  private flush(): void {
    if (!this.blank) return;
    this.append(this.blank.start, this.blank.end, 'comment-or-blank');
    this.blank = undefined;
  }

  private append(start: number, end: number, fate: AccountedRange['fate']): void {
    const last = this.ranges.at(-1);
    if (last?.fate === fate && last.end === start) last.end = end;
    else if (end > start) this.ranges.push({ start, end, fate });
  }
}

const lost = (expected: number, found: number): StevedoreError =>
  new StevedoreError(
    'INTERNAL',
    `Cannot index the dump: bytes ${expected} to ${found} are not accounted for; report this`,
    {
      details: { expected, found },
    },
  );
