import type { BuildDumpIndexOptions } from './dump-index-options.js';
import type { Statement } from '../statements/statement.js';
import { readDeclaredDatabase } from '../scan/header-comments.js';
import { renamedSchemas } from '../objects/renamed-schemas.js';
import type { OwnNames } from '../tokens/own-names.js';
import { refuseStatement, UnreadableSql } from '../refuse-statement.js';

/** The dump's one database: the names that mean it, its settings, and whether the dump is currently in it. */
export class OwnDatabase {
  /** As bytes, the way tokens hold names. */
  readonly names: OwnNames;
  readonly neighbours: OwnNames;

  private readonly options: Pick<BuildDumpIndexOptions, 'database' | 'sourceName'>;
  private readonly own: Set<string>;
  private header: string | undefined;
  /** From CREATE DATABASE and USE. */
  private named: string | undefined;
  /** Line of a USE of another database; only comments may follow it. */
  private elsewhere: number | undefined;

  constructor(options: Pick<BuildDumpIndexOptions, 'database' | 'sourceName' | 'neighbours'>) {
    this.options = options;
    this.names = this.own = new Set(
      [options.database, ...(options.sourceName === undefined ? [] : [options.sourceName])].map(asWritten),
    );
    this.neighbours = new Set((options.neighbours ?? []).map(asWritten));
  }

  /** The dump's name for its database. */
  get declared(): string | undefined {
    return this.named ?? this.header;
  }

  /** Whether the dump has not yet named its database. */
  get adopts(): boolean {
    return this.declared === undefined && this.options.sourceName === undefined;
  }

  /** The dump's own names that differ from the target's. */
  get renamed(): ReadonlyMap<string, string> {
    return renamedSchemas(this.options.database, [this.header, this.named, this.options.sourceName]);
  }

  /** Takes the name from a comment before the first statement. */
  readHeader(comment: Buffer): void {
    if (this.header !== undefined) return;
    this.header = readDeclaredDatabase(comment);
    if (this.header !== undefined) this.own.add(asWritten(this.header));
  }

  /**
   * Handles CREATE, ALTER or USE of the dump's own database; `decoded` is its name. Throws `UnreadableSql` if it is a
   * second one.
   */
  enter(name: string, decoded: string): void {
    if (this.named !== undefined && this.named !== decoded) {
      throw new UnreadableSql('it names a second database, and a dump of several cannot be loaded into one');
    }
    this.named = decoded;
    this.own.add(name);
  }

  /** Handles USE of another database. */
  leave(line: number): void {
    this.elsewhere = line;
  }

  /**
   * Throws DUMP_STATEMENT_REFUSED for any statement after a USE of another database, except those that restore the
   * session.
   */
  assertHere(statement: Statement): void {
    if (
      this.elsewhere === undefined ||
      statement.kind === 'set' ||
      statement.kind === 'dropped' ||
      statement.kind === 'use-other'
    )
      return;
    if (statement.kind === 'database' && statement.rule === 'use-database') this.elsewhere = undefined;
    else throw refuseStatement(this.elsewhere, 'USE', 'it names another database, and more than comments follows it');
  }
}

const asWritten = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');
