import type { StoredObject } from '../../../contracts/generation.js';
import type { DropRule } from '../dump-index.js';
import { readDeclaredDatabase } from '../header-comments.js';
import type { OwnNames } from '../own-names.js';
import { renameSchemas } from '../rename-schemas.js';
import { refuseStatement, UnreadableSql } from '../refuse-statement.js';

/** Statements that leave the session and all data as they are: they may follow a USE of another database. */
const HARMLESS_BEHIND: ReadonlySet<string> = new Set(['dropped', 'set', 'database', 'drop-database']);

/**
 * Which names mean the dump's own database: the target's, `source_name`, the one in its header, and where it has none, the one on which its
 * CREATE DATABASE and its USE (or the names that stand before its tables) agree.
 *
 * 1. A dump of several databases is refused: the names that it gives its own never change.
 * 2. USE of another database is taken only while nothing follows that would write to it.
 */
export class OwnDatabase {
  private readonly database: string;
  /** As bytes, the way that tokens hold names. */
  private readonly own: Set<string>;
  /** Names that stand for the target's. */
  private readonly aliases = new Map<string, string>();
  private header: string | undefined;
  /** Of CREATE DATABASE and USE. */
  private named: string | undefined;
  /** A name that CREATE DATABASE gave and nothing has confirmed. */
  private unconfirmed: { readonly name: string; readonly line: number } | undefined;
  /** Of a USE of another database. */
  private elsewhere: number | undefined;

  constructor(database: string, sourceName?: string) {
    this.database = database;
    this.own = new Set([asWritten(database)]);
    if (sourceName !== undefined) this.add(asWritten(sourceName), sourceName);
  }

  get names(): OwnNames {
    return this.own;
  }

  /** The database that the dump names itself. */
  get declared(): string | undefined {
    return this.named ?? this.header;
  }

  /** Reads a comment that stands before all statements. */
  readHeader(comment: Buffer): void {
    if (this.header !== undefined) return;
    this.header = readDeclaredDatabase(comment);
    if (this.header !== undefined) this.add(asWritten(this.header), this.header);
  }

  /** CREATE DATABASE, USE and ALTER DATABASE; `written` is the name's bytes. Throws `UnreadableSql`. */
  name(written: string, decoded: string, rule: DropRule, line: number): void {
    this.elsewhere = undefined;
    if (!this.own.has(written)) {
      const isFirst = this.header === undefined && this.named === undefined;
      if (rule === 'create-database' && isFirst) {
        this.add(written, decoded);
        this.unconfirmed = { name: decoded, line };
      } else if (rule === 'use-database') {
        this.elsewhere = line;
        return;
      } else {
        throw new UnreadableSql(ANOTHER);
      }
    }
    if (rule === 'use-database' && this.unconfirmed?.name === decoded) this.unconfirmed = undefined;
    if (this.named !== undefined && this.named !== decoded) {
      throw new UnreadableSql('it names a second database, and a dump of several cannot be loaded into one');
    }
    this.named = decoded;
  }

  /** DROP DATABASE IF EXISTS, which stands before CREATE DATABASE. Throws `UnreadableSql`. */
  drop(written: string, decoded: string, line: number): void {
    if (this.own.has(written)) return;
    if (this.header !== undefined || this.named !== undefined || this.unconfirmed !== undefined) throw new UnreadableSql(ANOTHER);
    this.add(written, decoded);
    this.unconfirmed = { name: decoded, line };
  }

  /** An object whose body means the target where it gives the dump's own database another name. */
  inTarget(object: StoredObject): StoredObject {
    if (this.aliases.size === 0) return object;
    return { ...object, sql: renameSchemas(object.sql, this.aliases, object.session.sqlMode) };
  }

  /** The own schema stood before a name. */
  qualified(): void {
    this.unconfirmed = undefined;
  }

  /** Throws DUMP_STATEMENT_REFUSED where this statement would go to another database. */
  assertHere(kind: string): void {
    if (this.elsewhere !== undefined && !HARMLESS_BEHIND.has(kind)) throw refuseStatement(this.elsewhere, 'USE', ANOTHER);
  }

  private add(written: string, decoded: string): void {
    this.own.add(written);
    if (decoded !== this.database) this.aliases.set(decoded, this.database);
  }

  /** Throws DUMP_STATEMENT_REFUSED where CREATE DATABASE names what nothing else in the dump does. */
  assertConfirmed(): void {
    if (this.unconfirmed !== undefined) throw refuseStatement(this.unconfirmed.line, 'CREATE DATABASE', ANOTHER);
  }
}

const ANOTHER = 'it names another database; where that is the name that the dump gives its own, say so by "source_name"';

const asWritten = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');
