import type { Statement } from '../statements/statement.js';
import type { DumpIndex } from '../dump-index.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import { UnreadableSql } from '../refuse-statement.js';
import type { DatabaseDefaults } from '../database-defaults.js';
import type { DumpNotes } from './dump-notes.js';

/**
 * Follows what CREATE and ALTER DATABASE give to tables that name no character set. Staging has one default for all of
 * them; tools that change it do so around a trigger or a routine, and change it back.
 */
export class DatabaseCharset {
  private created = false;
  private current: DatabaseDefaults = {};
  /** What the tables took that name none; undefined where there is no such table. */
  private inherited: DatabaseDefaults | undefined;
  private readonly shaped: { readonly what: string; readonly under: DatabaseDefaults; readonly line: number }[] = [];

  follow({ rule, defaults, guarded }: Extract<Statement, { kind: 'database' }>): void {
    if (rule === 'alter-database') this.current = defaults ?? this.current;
    if (rule !== 'create-database' || (this.created && guarded === true)) return;
    this.created = true;
    this.current = defaults ?? {};
  }

  /** DROP DATABASE. */
  drop(): void {
    this.created = false;
    this.current = {};
  }

  /** What a table takes that names none, by now. */
  get defaults(): DatabaseDefaults {
    return this.inherited ?? this.current;
  }

  /** A table names none. Throws `UnreadableSql` where an earlier one took another. */
  inherit(): void {
    this.inherited ??= this.current;
    if (isSame(this.inherited, this.current)) return;
    throw new UnreadableSql(
      'it takes the character set of its database, which ALTER DATABASE changed behind another table that takes it: name the character set in the table itself',
    );
  }

  /** An object keeps the database's collation of when it was made. */
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
