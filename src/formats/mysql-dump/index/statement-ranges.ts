import type { MergeKind, TableStatements } from '../dump-index.js';
import type { Segment } from '../scan/statement-scanner.js';
import type { Cut } from '../tokens/own-names.js';

export type StatementSegment = Segment & { readonly kind: 'statement' };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is known of a statement apart from its position. */
interface StatementFacts {
  /** Position of its session's settings in the index. */
  readonly session: number;
  readonly rows: number;
  /** Whether only blanks separate it from the previous statement. */
  readonly adjoins: boolean;
  readonly cuts: readonly Cut[];
  readonly valuesAt?: number;
  readonly merges?: MergeKind;
}

/** The statements of one table, in order. Adjoining statements that are sent in the same way form one range. */
export class StatementRanges {
  readonly list: Mutable<TableStatements>[] = [];
  /** Bytes of the longest statement. */
  longest = 0;

  add(
    kind: TableStatements['kind'],
    { start, end, body, delimiter }: StatementSegment,
    { session, rows, adjoins, cuts, valuesAt, merges }: StatementFacts,
  ): void {
    this.longest = Math.max(this.longest, body.length);
    const last = this.list.at(-1);
    if (
      adjoins &&
      last?.kind === kind &&
      last.session === session &&
      last.delimiter === delimiter &&
      last.valuesAt === valuesAt &&
      last.merges === merges &&
      isSameCuts(last.cuts, cuts)
    ) {
      last.end = end;
      last.statements++;
      last.rows += rows;
      return;
    }
    this.list.push({
      kind,
      start,
      end,
      statements: 1,
      rows,
      session,
      delimiter,
      ...(valuesAt !== undefined && { valuesAt }),
      ...(merges && { merges }),
      ...(cuts.length > 0 && { cuts }),
    });
  }
}

const isSameCuts = (a: readonly Cut[] = [], b: readonly Cut[]): boolean =>
  a.length === b.length && a.every(({ start, end }, index) => b[index]?.start === start && b[index].end === end);
