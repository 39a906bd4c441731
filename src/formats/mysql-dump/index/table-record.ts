import type { ContentProof } from '../../../contracts/dump-import/proof.js';
import type { ByteRange, DumpSession, MergeKind, RowLines, TableIndex } from '../dump-index.js';
import type { TableDefinition } from '../tables/parse-create-table.js';
import { UnreadableSql } from '../refuse-statement.js';
import { planRows } from '../rows/row-plan.js';
import type { RowPlan } from '../rows/row-plan.js';
import type { LiteralContext } from '../rows/row-values.js';
import type { DumpServer } from '../server-version.js';
import type { QuotingModes } from '../sql-modes.js';
import type { StatementSegment } from './statement-ranges.js';
import { StatementRanges } from './statement-ranges.js';
import { blanksBeyondAscii, DEFAULT_CHARSET, isSameCharset } from '../session/session-charsets.js';
import { ExecutableComment } from '../rows/row-values.js';
import { asServerReads } from '../statements/executable-among-rows.js';
import type { Cut } from '../tokens/own-names.js';
import { RowSums } from '../rows/sum-rows.js';

/** The session of an INSERT; `settings` is the same object while nothing changes. */
interface InsertSession {
  readonly index: number;
  readonly settings: DumpSession;
  readonly modes: QuotingModes;
}

/** Gathers what a dump says of one table. Names are decoded. */
export class TableRecord {
  private readonly definition: TableDefinition;
  private readonly line: number;
  private readonly server: DumpServer;
  private readonly statements = new StatementRanges();
  private readonly references: Set<string>;
  private readonly sums = new RowSums();
  private plan: RowPlan | undefined;
  private columnList: string | undefined;
  /** From the last INSERT. */
  private lastColumns: readonly string[] | undefined;
  private lastSettings: DumpSession | undefined;
  private context: LiteralContext | undefined;
  private encoding: string | undefined;
  private dataBytes = 0;
  private merges: TableIndex['merges'];
  /** Why its rows cannot be rewritten as lines, apart from the rows themselves. */
  private inPlace: string | undefined;
  private altered = false;
  private sqlMode: string | undefined;
  /** Whether all its INSERTs are plain. */
  private plain = true;
  private escapes = true;

  constructor(definition: TableDefinition, line: number, server: DumpServer) {
    this.definition = definition;
    this.line = line;
    this.server = server;
    this.references = new Set(definition.references);
  }

  /** Adds a CREATE or ALTER. */
  addDefinition(
    kind: 'create' | 'alter' | 'link',
    segment: StatementSegment,
    session: number,
    cuts: readonly Cut[],
  ): void {
    if (kind !== 'create') this.altered = true;
    this.statements.add(kind, segment, { session, rows: 0, adjoins: false, cuts });
  }

  /** Throws `UnreadableSql` if a column changes its type. */
  alter(references: readonly string[], modified: readonly { readonly name: string; readonly type: string }[]): void {
    for (const reference of references) this.references.add(reference);
    for (const { name, type } of modified) {
      const column = this.definition.columns.find((other) => other.name.toLowerCase() === name.toLowerCase());
      if (column?.type !== type) throw new UnreadableSql('it changes the type of a column');
    }
  }

  /**
   * Adds an INSERT and returns its row count. `adjoins` says that only blanks separate it from the previous statement.
   * Throws `UnreadableSql`.
   */
  addInsert(
    segment: StatementSegment,
    insert: {
      readonly cuts: readonly Cut[];
      readonly columns?: readonly string[] | undefined;
      readonly valuesAt: number;
      readonly plain: boolean;
      readonly merges?: MergeKind;
    },
    session: InsertSession,
    adjoins: boolean,
  ): number {
    const plan = this.planFor(insert.columns);
    this.sums.upserts = false;
    const rows = this.addRows(segment.body, insert.valuesAt, plan, session);
    this.dataBytes += segment.end - segment.start;
    const merges = insert.merges ?? (this.sums.upserts ? 'ON DUPLICATE KEY UPDATE' : undefined);
    if (merges) this.merges ??= { kind: merges, line: segment.line };
    this.plain &&= merges === undefined;
    this.checkOrder(plan, session.settings);
    this.escapes &&= !session.modes.noBackslashEscapes;
    this.statements.add('insert', segment, {
      session: session.index,
      rows,
      adjoins,
      cuts: insert.cuts,
      valuesAt: insert.valuesAt,
      ...(merges && { merges }),
    });
    return rows;
  }

  /** Whether no row was added so far. */
  get isEmpty(): boolean {
    return this.sums.rows === 0;
  }

  /** The byte ranges of all its statements. */
  get ranges(): readonly ByteRange[] {
    return this.statements.list;
  }

  /** Whether executable comments among rows are code depends on the server; such INSERTs are sent to it unchanged. */
  private addRows(body: Buffer, valuesAt: number, plan: RowPlan, session: InsertSession): number {
    const context = this.contextFor(session);
    try {
      return this.sums.add(body, valuesAt, plan.values, context);
    } catch (error) {
      if (!(error instanceof ExecutableComment)) throw error;
      this.inPlace ??= 'an executable comment stands among its rows';
      const blanks = blanksBeyondAscii(session.settings.characterSetClient);
      return this.sums.add(
        asServerReads(body, valuesAt, { ...session.modes, server: this.server, blanks }),
        valuesAt,
        plan.values,
        context,
      );
    }
  }

  /** Bytes of its INSERT statements so far. */
  get size(): number {
    return this.dataBytes;
  }

  /** Where its rows end so far; undefined where they are not one range, or cannot be written as lines. */
  get rowsEnd(): number | undefined {
    const [range, another] = this.statements.list.filter(({ kind }) => kind !== 'create');
    if (range?.kind !== 'insert' || another !== undefined || this.plan === undefined) return undefined;
    return this.linesOf(this.plan).kind === 'possible' ? range.end : undefined;
  }

  /** Whether it has foreign keys. */
  get hasReferences(): boolean {
    return this.references.size > 0;
  }

  /** Returns the table's index; `tables` are the names of the dump's tables. */
  finish(tables: ReadonlySet<string>): TableIndex {
    const { definition, sums } = this;
    const plan = this.plan ?? planRows(definition, undefined, this.server);
    const content: ContentProof =
      sums.reason === undefined ? { kind: 'proved', sum: sums.sum } : { kind: 'counted', reason: sums.reason };
    return {
      name: definition.name,
      ...(definition.engine !== undefined && { engine: definition.engine }),
      partitioned: definition.partitioned,
      line: this.line,
      statements: this.statements.list.map((range) => ({ ...range })),
      rows: sums.rows,
      ...(this.merges && { merges: this.merges }),
      dataBytes: this.dataBytes,
      longestStatement: this.statements.longest,
      content,
      summed: plan.summed,
      leftOut: plan.leftOut,
      lines: this.linesOf(plan),
      references: [...this.references].filter((name) => tables.has(name)),
    };
  }

  /** Most is known from the sum: a value that it could not read is not a plain literal. */
  private linesOf(plan: RowPlan): RowLines {
    const impossible = (reason: string): RowLines => ({ kind: 'impossible', reason });
    if (this.sums.rows === 0) return impossible('it has no rows');
    if (this.definition.sequence) return impossible('it is a sequence');
    if (this.sums.reason !== undefined) return impossible(this.sums.reason);
    if (!this.sums.literal) return impossible('a row holds a value that is not a plain literal');
    if (!this.plain) return impossible('its rows may be ignored or replace others');
    if (this.inPlace !== undefined) return impossible(this.inPlace);
    if (!this.escapes) return impossible('its strings are written without escapes (NO_BACKSLASH_ESCAPES)');
    const columns = plan.values.map(({ column, generated }) => ({ name: column, skipped: generated }));
    if (columns.every(({ skipped }) => skipped)) return impossible('none of its columns takes a value');
    return { kind: 'possible', columns };
  }

  private planFor(columns: readonly string[] | undefined): RowPlan {
    if (this.plan && columns === this.lastColumns) return this.plan;
    this.lastColumns = columns;
    const list = JSON.stringify(columns ?? null);
    if (this.plan && list === this.columnList) return this.plan;
    const plan = planRows(this.definition, columns, this.server);
    if (this.plan) this.sums.giveUp('its INSERT statements have different column lists');
    else {
      this.plan = plan;
      this.columnList = list;
    }
    if (plan.reason !== undefined) this.sums.giveUp(plan.reason);
    return plan;
  }

  private contextFor({ settings, modes }: InsertSession): LiteralContext {
    if (this.context && settings === this.lastSettings) return this.context;
    this.lastSettings = settings;
    this.checkEncoding(settings);
    const { names, sqlMode = '' } = settings;
    const zeroIsValue = /\bNO_AUTO_VALUE_ON_ZERO\b/i.test(sqlMode);
    this.context = {
      ...modes,
      zeroIsValue,
      ...(this.server.flavor === 'mysql' && { onMysql: true }),
      ...(names !== undefined && { names }),
    };
    return this.context;
  }

  /** One LOAD DATA has one position, one SQL mode, and its own way to generate numbers. */
  private checkOrder(plan: RowPlan, { sqlMode = '' }: DumpSession): void {
    this.sqlMode ??= sqlMode;
    if (this.altered) this.inPlace ??= 'its definition changes before its last rows';
    else if (sqlMode !== this.sqlMode) this.inPlace ??= 'its INSERT statements stand under different SQL modes';
    else if (this.inPlace === undefined) {
      const made = this.definition.columns.find(
        ({ autoIncrement, name }) => autoIncrement && !plan.values.some(({ column }) => column === name),
      );
      if (made) this.inPlace = `column "${made.name}" has values that the server generates`;
    }
  }

  /**
   * The server computes its sum under one session setting, so the strings and times of all rows must be under one too.
   */
  private checkEncoding({ names, collation, characterSetClient, timeZone }: DumpSession): void {
    if (characterSetClient !== undefined && !isSameCharset(characterSetClient, names ?? DEFAULT_CHARSET)) {
      this.sums.giveUp('its strings are written in another character set than the connection stores');
    }
    const encoding = JSON.stringify([names, collation, characterSetClient, timeZone]);
    this.encoding ??= encoding;
    if (encoding !== this.encoding) {
      this.sums.giveUp('its INSERT statements stand under different character sets or time zones');
    }
  }
}
