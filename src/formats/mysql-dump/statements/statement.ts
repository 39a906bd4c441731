import type { DropRule, MergeKind } from '../dump-index.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import type { DumpServer } from '../server-version.js';
import type { TableDefinition } from '../tables/parse-create-table.js';
import type { Cut, OwnNames } from '../tokens/own-names.js';
import type { TokenReader } from '../tokens/token-reader.js';
import type { Lexing } from '../tokens/tokenize.js';
import type { SequenceDefinition } from './sequence-definition.js';
import type { DatabaseDefaults } from '../database-defaults.js';

/** A classified statement. Names are as the dump writes them, one character per byte. */
export type Statement =
  | {
      readonly kind: 'dropped';
      readonly rule: DropRule /** A transaction. */;
      readonly begins?: boolean /** `prepare`, `execute` or `deallocate` of the one statement that may be prepared. */;
      readonly prepared?: string;
    }
  /** `SET` was taken; `SessionState.apply` reads the rest and returns the rule by which it is dropped. */
  | { readonly kind: 'set'; readonly reader: TokenReader }
  | { readonly kind: 'create-table'; readonly definition: TableDefinition }
  /** Defines a table that is left out; the rest of it was not read. */
  | { readonly kind: 'excluded-table'; readonly name: string }
  /** TRUNCATE, or DELETE of all rows: only for a table that the dump has created and not filled. */
  | { readonly kind: 'truncate'; readonly table: string; readonly cuts: readonly Cut[]; readonly deletes: boolean }
  /** ANALYZE TABLE … UPDATE HISTOGRAM. */
  | { readonly kind: 'histogram' }
  /** USE of another database; only comments may follow. */
  | { readonly kind: 'use-other' }
  | { readonly kind: 'create-sequence'; readonly definition: SequenceDefinition }
  /** Sets the next value of a sequence. */
  | { readonly kind: 'set-sequence'; readonly sequence: string; readonly next: string }
  /** mysqldump's stand-in for a view whose real definition follows. */
  | { readonly kind: 'view-stub'; readonly name: string }
  | {
      readonly kind: 'insert';
      readonly table: string;
      /** The parts of each statement's body that are not sent. */
      readonly cuts: readonly Cut[];
      /** Absent: the table's visible columns, in order. */
      readonly columns?: readonly string[];
      /** Offset of the first tuple in the body. */
      readonly valuesAt: number;
      /** Adds every row or fails: neither IGNORE nor REPLACE. */
      readonly plain: boolean;
      /** Present if it is not plain. */
      readonly merges?: MergeKind;
    }
  | {
      readonly kind: 'alter-table';
      readonly table: string;
      readonly cuts: readonly Cut[];
      readonly references: readonly string[];
      /** Columns that it redefines; their type must stay the same. */
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
  /** The pipeline's databases, which objects may name. */
  readonly neighbours: OwnNames;
  /** Nothing has named the dump's database or created anything yet, so the first CREATE DATABASE or USE names it. */
  readonly adopts: boolean;
  /** Whether a table is left out, by its name as written. */
  readonly excludes: (table: string) => boolean;
  readonly line: number;
}
