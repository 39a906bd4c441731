import type { DropRule, MergeKind } from '../dump-index.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import type { DumpServer } from '../server-version.js';
import type { TableDefinition } from '../tables/parse-create-table.js';
import type { Cut, OwnNames } from '../tokens/own-names.js';
import type { TokenReader } from '../tokens/token-reader.js';
import type { Lexing } from '../tokens/tokenize.js';
import type { SequenceDefinition } from './sequence-definition.js';
import type { DatabaseDefaults } from '../database-defaults.js';

/** What a statement is. Names are as the dump writes them, one character a byte. */
export type Statement =
  | {
      readonly kind: 'dropped';
      readonly rule: DropRule /** A transaction. */;
      readonly begins?: boolean /** `prepare`, `execute` or `deallocate` of the one statement that may be prepared. */;
      readonly prepared?: string;
    }
  /** Its `SET` is taken; `SessionState.apply` reads the rest and says by which rule it is dropped. */
  | { readonly kind: 'set'; readonly reader: TokenReader }
  | { readonly kind: 'create-table'; readonly definition: TableDefinition }
  /** It defines a table that is left out, and nothing else of it was read. */
  | { readonly kind: 'excluded-table'; readonly name: string }
  /** Only of a table that the dump has created and not filled: TRUNCATE, or DELETE of all its rows. */
  | { readonly kind: 'truncate'; readonly table: string; readonly cuts: readonly Cut[]; readonly deletes: boolean }
  /** ANALYZE TABLE … UPDATE HISTOGRAM. */
  | { readonly kind: 'histogram' }
  /** USE of a database that is not the dump's own: only comments may follow. */
  | { readonly kind: 'use-other' }
  | { readonly kind: 'create-sequence'; readonly definition: SequenceDefinition }
  /** The value that a sequence gives out next. */
  | { readonly kind: 'set-sequence'; readonly sequence: string; readonly next: string }
  /** mysqldump's stand-in for a view whose real definition follows. */
  | { readonly kind: 'view-stub'; readonly name: string }
  | {
      readonly kind: 'insert';
      readonly table: string;
      /** Of each statement's body, what is not sent. */
      readonly cuts: readonly Cut[];
      /** Absent: the table's visible columns, in their order. */
      readonly columns?: readonly string[];
      /** Offset in the body of the first tuple. */
      readonly valuesAt: number;
      /** Adds every row or fails: neither IGNORE nor REPLACE. */
      readonly plain: boolean;
      /** Where it is not plain. */
      readonly merges?: MergeKind;
    }
  | {
      readonly kind: 'alter-table';
      readonly table: string;
      readonly cuts: readonly Cut[];
      readonly references: readonly string[];
      /** Columns that it defines again; their type must be what it was. */
      readonly modified: readonly { readonly name: string; readonly type: string }[];
    }
  /** CREATE, ALTER or USE of the dump's own database. */
  | {
      readonly kind: 'database';
      readonly rule: DropRule;
      readonly name?: string;
      readonly defaults?: DatabaseDefaults /** IF NOT EXISTS. */;
      readonly guarded?: boolean;
    }
  | { readonly kind: 'drop-database' }
  | {
      readonly kind: 'drop';
      readonly object: ObjectDefinition['kind'] | 'table';
      readonly ifExists: boolean;
      readonly names: readonly string[];
    }
  | { readonly kind: 'object'; readonly definition: ObjectDefinition };

export interface StatementContext extends Lexing {
  readonly server: DumpServer;
  readonly own: OwnNames;
  /** The pipeline's databases: what objects may name. */
  readonly neighbours: OwnNames;
  /** Nothing names the dump's database so far, and nothing was created: the first CREATE DATABASE or USE does. */
  readonly adopts: boolean;
  /** Whether a table is left out, by its name as written. */
  readonly excludes: (table: string) => boolean;
  readonly line: number;
}
