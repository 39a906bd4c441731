import type { AccountedRange, DumpIndex } from '../dump-index.js';
import { TriggerOrder } from '../objects/trigger-order.js';
import { UnreadableSql } from '../refuse-statement.js';
import { decodeName } from '../session/session-charsets.js';
import type { SessionState } from '../session/session-state.js';
import { quotingModes } from '../sql-modes.js';
import type { InsertHeads } from '../statements/insert-heads.js';
import { OpenTransaction } from '../statements/open-transaction.js';
import type { Statement } from '../statements/statement.js';
import type { ByteAccount } from './byte-account.js';
import { CompleteTables } from './complete-tables.js';
import { DatabaseCharset } from './database-charset.js';
import type { BuildDumpIndexOptions } from './dump-index-options.js';
import { DumpNotes } from './dump-notes.js';
import { ObjectRecords } from './object-records.js';
import type { OwnDatabase } from './own-database.js';
import { SequenceRecord } from './sequence-record.js';
import { SessionTable } from './session-table.js';
import type { StatementSegment } from './statement-ranges.js';
import { TableRecord } from './table-record.js';
import { TableRecords } from './table-records.js';

export type Fate = AccountedRange['fate'];
type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** State shared with `DumpRecord`. */
interface Surroundings {
  readonly session: SessionState;
  readonly heads: InsertHeads;
  readonly own: OwnDatabase;
  readonly account: ByteAccount;
}

/** Gathers what the statements of a dump make, in order: tables with their rows, sequences, objects, settings. */
export class DumpContents {
  /** How the next statement's quotes are read. */
  readonly modes = { noBackslashEscapes: false, ansiQuotes: false };
  readonly tables: TableRecords;
  /** The last segment's table, as long as only blanks follow. */
  lastTable: string | undefined;

  private readonly options: BuildDumpIndexOptions;
  private readonly session: SessionState;
  private readonly heads: InsertHeads;
  private readonly own: OwnDatabase;
  private readonly account: ByteAccount;
  private readonly sessionTable = new SessionTable();
  private readonly charset = new DatabaseCharset();
  private readonly notes = new DumpNotes();
  private readonly objects = new ObjectRecords();
  private readonly triggers = new TriggerOrder();
  private readonly transaction = new OpenTransaction();

  constructor(options: BuildDumpIndexOptions, { session, heads, own, account }: Surroundings) {
    this.options = options;
    this.session = session;
    this.heads = heads;
    this.own = own;
    this.account = account;
    const known = () => ({ sessions: this.sessionTable.sessions, ...this.charset.defaults });
    this.tables = new TableRecords(options.include, new CompleteTables(options.onTable, known));
  }

  /** Whether neither a table nor an object was made yet. */
  get isEmpty(): boolean {
    return this.tables.isEmpty && this.objects.list().length === 0;
  }

  /** Returns what was made. Throws for what the end of the dump leaves open. */
  finish() {
    this.transaction.assertCommitted();
    this.tables.complete.finish();
    return this.describe(this.objects.finish());
  }

  /** Returns what was made so far, even if incomplete. */
  finishEarly() {
    return this.describe(this.objects.list());
  }

  private describe(objects: DumpIndex['objects']) {
    const charset = this.charset.finish(this.notes);
    const notes = this.notes.list();
    const tables = this.tables.finish();
    const firing = this.triggers.finish(tables);
    return {
      ...charset,
      ...(notes.length > 0 && { notes }),
      sessions: this.sessionTable.sessions,
      tables,
      objects,
      ...(firing && { firing }),
    };
  }

  /** Adds one statement; `adjoining` is the table of the INSERT right before it. Throws `UnreadableSql`. */
  apply(statement: Statement, segment: StatementSegment, adjoining: string | undefined): Fate {
    this.transaction.follow(statement);
    switch (statement.kind) {
      case 'dropped':
        if (statement.prepared !== undefined) this.session.followPrepared(statement.prepared);
        return statement.rule;
      case 'set':
        return this.applySet(statement, segment.line);
      case 'excluded-table':
        this.tables.exclude(this.decode(statement.name));
        return 'excluded-table';
      case 'truncate':
        return this.truncate(statement, segment);
      case 'histogram':
        this.notes.add(
          'histograms (ANALYZE TABLE … UPDATE HISTOGRAM) are left out; the server rebuilds them on request',
          segment.line,
        );
        return 'histogram';
      case 'use-other':
        this.own.leave(segment.line);
        return 'use-database';
      case 'create-table':
        return this.createTable(statement, segment);
      case 'insert':
        return this.insert(statement, segment, adjoining);
      case 'alter-table':
        return this.alterTable(statement, segment);
      case 'create-sequence':
        return this.createSequence(statement, segment);
      case 'set-sequence':
        return this.setSequence(statement, segment);
      case 'view-stub':
        this.objects.addStub(this.decode(statement.name), segment.line);
        return 'view-stub';
      case 'database':
        if (statement.name !== undefined) this.own.enter(statement.name, this.decode(statement.name));
        this.charset.follow(statement);
        return statement.rule;
      case 'drop-database':
        if (!this.tables.isEmpty) throw new UnreadableSql('it comes after tables were created');
        this.charset.drop();
        return 'drop-before-create';
      case 'drop':
        return this.drop(statement, segment.start);
      case 'object':
        return this.createObject(statement, segment);
    }
  }

  /** Whether the configuration leaves a table out; the name is as it is written. */
  readonly excludes = (name: string): boolean => this.tables.leavesOut(this.decode(name));

  /** Some tools empty the table that they have just created. That removes no row but restarts AUTO_INCREMENT at 1. */
  private truncate({ table, cuts, deletes }: Of<'truncate'>, segment: StatementSegment): Fate {
    const name = this.decode(table);
    if (this.tables.isExcluded(name)) return 'excluded-table';
    const record = this.tables.table(name);
    if (!record.isEmpty) throw new UnreadableSql('it removes rows that the dump holds');
    if (deletes) return 'drop-before-create';
    record.addDefinition('create', segment, this.sessionIndex(), cuts);
    return 'forwarded';
  }

  private applySet(statement: Of<'set'>, line: number): Fate {
    const rule = this.session.apply(statement.reader, line);
    this.transaction.setAutocommit(this.session.autocommit);
    Object.assign(this.modes, quotingModes(this.session.current().sqlMode));
    return rule;
  }

  private createTable({ definition }: Of<'create-table'>, segment: StatementSegment): Fate {
    const name = this.decode(definition.name);
    const columns = definition.columns.map((column) => ({ ...column, name: this.decode(column.name) }));
    const references = definition.references.map((reference) => this.decode(reference));
    if (!definition.ownCharset) this.charset.inherit();
    const table = new TableRecord({ ...definition, name, columns, references }, segment.line, this.options.server);
    table.addDefinition('create', segment, this.sessionIndex(), definition.cuts);
    this.tables.add(name, table);
    return 'forwarded';
  }

  private createSequence({ definition }: Of<'create-sequence'>, segment: StatementSegment): Fate {
    const name = this.decode(definition.name);
    const sequence = new SequenceRecord({ ...definition, name }, segment.line);
    sequence.addStatement('create', segment, this.sessionIndex());
    this.tables.add(name, sequence);
    return 'forwarded';
  }

  private setSequence({ sequence, next }: Of<'set-sequence'>, segment: StatementSegment): Fate {
    const name = this.decode(sequence);
    if (this.tables.isExcluded(name)) return 'excluded-table';
    const found = this.tables.sequence(name);
    found.set(next);
    found.addStatement('alter', segment, this.sessionIndex());
    return 'forwarded';
  }

  private insert(statement: Of<'insert'>, segment: StatementSegment, adjoining: string | undefined): Fate {
    const name = this.decode(statement.table);
    if (this.tables.isExcluded(name)) return 'excluded-table';
    const table = this.tables.table(name);
    const session = { index: this.sessionIndex(), settings: this.session.current(), modes: this.modes };
    const rows = table.addInsert(
      segment,
      { ...statement, columns: this.heads.columnsOf(statement, (column) => this.decode(column)) },
      session,
      adjoining === name,
    );
    this.tables.complete.grow(name);
    this.transaction.rows(segment.line);
    this.triggers.rows(name, rows, segment.line, session.settings.foreignKeyChecks !== false);
    this.lastTable = name;
    return 'forwarded';
  }

  private alterTable(statement: Of<'alter-table'>, segment: StatementSegment): Fate {
    const name = this.decode(statement.table);
    if (this.tables.isExcluded(name)) return 'excluded-table';
    const table = this.tables.table(name);
    table.alter(
      statement.references.map((reference) => this.decode(reference)),
      statement.modified.map((column) => ({ ...column, name: this.decode(column.name) })),
    );
    table.addDefinition(
      statement.references.length > 0 ? 'link' : 'alter',
      segment,
      this.sessionIndex(),
      statement.cuts,
    );
    return 'forwarded';
  }

  private drop({ object, ifExists, names }: Of<'drop'>, offset: number): Fate {
    for (const name of names.map((written) => this.decode(written))) {
      if (object !== 'table') {
        this.objects.drop(object, name);
        this.triggers.dropped(object, name, offset);
      } else this.dropTable(name, ifExists);
    }
    return 'drop-before-create';
  }

  /** Tools other than mysqldump write a view's stand-in as a table, and drop it when the view follows. */
  private dropTable(name: string, ifExists: boolean): void {
    const made = this.tables.drop(name);
    if (made === undefined && !ifExists)
      throw new UnreadableSql('it has no IF EXISTS, and the dump has created no such table');
    for (const range of made ?? []) this.account.reassign(range, 'view-stub');
  }

  private createObject({ definition }: Of<'object'>, { line, start }: StatementSegment): Fate {
    if (definition.table !== undefined && this.tables.isExcluded(this.decode(definition.table)))
      return 'excluded-table';
    this.charset.shape(definition.kind, this.decode(definition.name), line);
    this.triggers.created(
      this.objects.add(definition, this.session.current(), line, this.own.renamed),
      definition,
      start,
    );
    return 'object-definition';
  }

  private decode(name: string): string {
    return decodeName(name, this.session.current().characterSetClient);
  }

  private sessionIndex(): number {
    return this.sessionTable.indexOf(this.session.current());
  }
}
