import type { AccountedRange, DumpIndex } from '../dump-index.js';
import { refuseStatement, UnreadableSql } from '../refuse-statement.js';
import type { Segment } from '../scan/statement-scanner.js';
import { blanksBeyondAscii, decodeName } from '../session/session-charsets.js';
import { SessionState } from '../session/session-state.js';
import { classifyStatement } from '../statements/classify-statement.js';
import { InsertHeads } from '../statements/insert-heads.js';
import type { Statement } from '../statements/statement.js';
import { statementClass } from '../tokens/statement-class.js';
import { assertNotChopped } from './assert-not-chopped.js';
import { ByteAccount } from './byte-account.js';
import { DumpContents } from './dump-contents.js';
import type { Fate } from './dump-contents.js';
import type { BuildDumpIndexOptions } from './dump-index-options.js';
import { OuterComments } from './outer-comments.js';
import { OwnDatabase } from './own-database.js';
import type { StatementSegment } from './statement-ranges.js';

/** Gathers what a dump says while its segments arrive in order, and accounts for every byte. */
export class DumpRecord {
  /** How quotes in the next statement are read; the scanner reads this object. */
  readonly modes: { readonly noBackslashEscapes: boolean; readonly ansiQuotes: boolean };

  private readonly options: BuildDumpIndexOptions;
  private readonly session = new SessionState();
  private readonly heads = new InsertHeads();
  private readonly account = new ByteAccount();
  private readonly comments = new OuterComments();
  private readonly own: OwnDatabase;
  private readonly contents: DumpContents;
  /** Number of statements that the index keeps individually. */
  private pieces = 0;

  constructor(options: BuildDumpIndexOptions) {
    this.options = options;
    this.own = new OwnDatabase(options);
    const { session, heads, own, account } = this;
    this.contents = new DumpContents(options, { session, heads, own, account });
    this.modes = this.contents.modes;
  }

  add(segment: Segment): void {
    if (segment.kind === 'statement') {
      this.comments.statement();
      this.account.add(segment.start, segment.end, this.addStatement(segment));
      assertNotChopped(Math.max(this.pieces, this.account.lines), segment.line);
      return;
    }
    const blank = segment.kind === 'comment-or-blank' && segment.blank;
    this.account.add(segment.start, segment.end, segment.kind, blank);
    if (segment.kind === 'delimiter-command') this.comments.interrupted();
    else if (!blank) this.addComment(segment.body);
    if (!blank) this.contents.lastTable = undefined;
    assertNotChopped(Math.max(this.pieces, this.account.lines), segment.line);
  }

  /** Skips a refused segment. */
  passOver({ start, end }: Segment): void {
    this.account.add(start, end, 'comment-or-blank');
    this.contents.lastTable = undefined;
    this.comments.interrupted();
  }

  finish(bytes: number): DumpIndex {
    const contents = this.contents.finish();
    return this.describe(this.account.close(bytes), contents);
  }

  /** Returns the index of what was read so far, even if incomplete. */
  finishEarly(): DumpIndex {
    return this.describe(this.account.close(), this.contents.finishEarly());
  }

  private describe(account: readonly AccountedRange[], contents: ReturnType<DumpContents['finish']>): DumpIndex {
    const { declared } = this.own;
    return {
      bytes: account.at(-1)?.end ?? 0,
      ...(declared !== undefined && { declaredDatabase: declared }),
      ...contents,
      hasTrailer: this.comments.endsComplete(this.session.closing.isRestored),
      account,
    };
  }

  /** Says what is missing at the dump's end, for a message. */
  readonly missingEnd = (): string => this.comments.missingEnd();

  private addComment(body: Buffer): void {
    if (!this.comments.add(body)) return;
    this.own.readHeader(body);
    this.contents.tables.complete.readHeader(body);
  }

  private addStatement(segment: StatementSegment): Fate {
    const { line, body } = segment;
    const statement = this.heads.find(body, this.session.current()) ?? this.classify(segment);
    const adjoining = this.contents.lastTable;
    this.contents.lastTable = undefined;
    const kept = statement.kind !== 'dropped' && statement.kind !== 'set';
    if (kept) this.session.closing.goesOn();
    this.own.assertHere(statement);
    if (kept && (statement.kind !== 'insert' || adjoining === undefined || this.decode(statement.table) !== adjoining))
      this.pieces++;
    try {
      return this.contents.apply(statement, segment, adjoining);
    } catch (error) {
      if (error instanceof UnreadableSql) throw refuseStatement(line, statementClass(body, this.modes), error.message);
      throw error;
    }
  }

  private classify({ line, body }: StatementSegment): Statement {
    const blanks = blanksBeyondAscii(this.session.current().characterSetClient);
    const adopts = this.own.adopts && this.contents.isEmpty;
    const context = {
      ...this.modes,
      blanks,
      server: this.options.server,
      own: this.own.names,
      neighbours: this.own.neighbours,
      adopts,
      excludes: this.contents.excludes,
      line,
    };
    const statement = classifyStatement(body, context);
    if (statement.kind === 'insert') this.heads.keep(body, statement, this.session.current());
    return statement;
  }

  private decode(name: string): string {
    return decodeName(name, this.session.current().characterSetClient);
  }
}
