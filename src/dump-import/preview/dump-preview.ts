import type { ObjectKind } from '../../contracts/dump-import/stored-object.js';

/** What a dump holds and what an import would do with it; JSON-safe. */
export interface DumpPreview {
  readonly database: string;
  /** The file or archive, as the person who asked names it. */
  readonly source: string;
  /** The server that it was read for; `assumed` where none was asked. */
  readonly server: { readonly flavor: 'mariadb' | 'mysql'; readonly version: number; readonly assumed: boolean };
  /** The database that the dump names itself. */
  readonly declared_database?: string;
  readonly bytes: number;
  readonly rows: number;
  readonly tables: readonly TablePreview[];
  /** How many tables each has; tables that name none count as `(default)`. */
  readonly engines: Readonly<Record<string, number>>;
  readonly charsets: Readonly<Record<string, number>>;
  readonly objects: readonly {
    readonly kind: ObjectKind;
    readonly name: string;
    readonly line?: number;
    readonly definer?: string;
  }[];
  /** Definers that are removed, with how many objects each has. */
  readonly definers: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** From the dump on the disk to proved staging; a rough figure. */
  readonly estimated_seconds: number;
  readonly difference?: GenerationDifference;
}

export interface TablePreview {
  readonly name: string;
  /** Of the dump, where its CREATE begins. */
  readonly line: number;
  readonly rows: number;
  /** Of its INSERT statements. */
  readonly bytes: number;
  readonly engine?: string;
  readonly charset?: string;
  readonly secondary_keys: number;
  readonly partitioned: boolean;
  readonly strategy: string;
  /** Why that strategy. */
  readonly reason: string;
  readonly estimated_seconds: number;
}

/** Something that a person should know before the import. */
export interface Finding {
  /** An import would stop there. */
  readonly stops: boolean;
  readonly text: string;
  readonly line?: number;
  /** How many alike; `line` is that of the first. */
  readonly count: number;
}

/** What would change against the generation that is live. */
export interface GenerationDifference {
  readonly generation: number;
  readonly tables_added: readonly string[];
  readonly tables_removed: readonly string[];
  readonly rows_before: number;
  readonly rows_after: number;
  /** Tables of both with another number of rows, the largest change first. */
  readonly changed: readonly { readonly table: string; readonly before: number; readonly after: number }[];
}
