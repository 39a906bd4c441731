import type { Statement } from '../statements/statement.js';
import type { DumpIndex } from '../dump-index.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { DatabaseDefaults } from '../database-defaults.js';
import type { DumpNotes } from './dump-notes.js';

/**
 * Tracks the defaults that CREATE and ALTER DATABASE give to tables that name no character set. Staging has one default
 * for all of them. Tools change it only around a trigger or routine, and change it back.
 */
export class DatabaseCharset {
  private created = false;
  private current: DatabaseDefaults = {};
  /** The defaults that such tables took; undefined if there is none yet. */
  private inherited: DatabaseDefaults | undefined;
  private readonly shaped: { readonly what: string; readonly under: DatabaseDefaults; readonly line: number }[] = [];

  follow({ rule, defaults, guarded }: Extract<Statement, { kind: 'database' }>): void {
    if (rule === 'alter-database') this.current = defaults ?? this.current;
    if (rule !== 'create-database' || (this.created && guarded === true)) return;
    this.created = true;
    this.current = defaults ?? {};
  }

  /** Handles DROP DATABASE. */
  drop(): void {
    this.created = false;
    this.current = {};
  }

  /** The defaults that a table without a character set would take now. */
  get defaults(): DatabaseDefaults {
    return this.inherited ?? this.current;
  }

  /** Notes a table without a character set. Throws `UnreadableSql` if an earlier one took other defaults. */
  inherit(): void {
    this.inherited ??= this.current;
    if (isSame(this.inherited, this.current)) return;
    throw new UnreadableSql(
      'it takes the character set of its database, which ALTER DATABASE changed after another table had taken it: name the character set in the table itself',
    );
  }

  /** Adds a note if an object was created under another database collation, which it would keep. */
  shape(kind: ObjectDefinition['kind'], name: string, line: number): void {
    if (SHAPED.has(kind) && Object.keys(this.current).length > 0)
      this.shaped.push({ what: `${kind} "${name}"`, under: this.current, line });
  }

  finish(notes: DumpNotes): Pick<DumpIndex, 'charset' | 'collation' | 'left'> {
    for (const { what, under, line } of this.shaped) {
      if (isSame(under, this.current)) continue;
      const name = under.collation ?? under.charset ?? '';
      notes.add(
        `${what} was made while its database had "${name}"; what it declares without a character set takes that of the live database`,
        line,
      );
    }
    return { ...this.defaults, ...(isSame(this.defaults, this.current) ? {} : { left: this.current }) };
  }
}

const SHAPED: ReadonlySet<string> = new Set(['trigger', 'procedure', 'function', 'event', 'package', 'package body']);

const isSame = (a: DatabaseDefaults, b: DatabaseDefaults): boolean =>
  a.charset?.toLowerCase() === b.charset?.toLowerCase() && a.collation?.toLowerCase() === b.collation?.toLowerCase();
