import type { ObjectKind } from '../../contracts/dump-import/stored-object.js';

/** What a dump holds and what an import would do with it; JSON-safe. */
export interface DumpPreview {
  readonly database: string;
  /** The file or archive, as the caller named it. */
  readonly source: string;
  /** The server that it was read for; `assumed` if no server was asked. */
  readonly server: { readonly flavor: 'mariadb' | 'mysql'; readonly version: number; readonly assumed: boolean };
  /** The database that the dump names. */
  readonly declared_database?: string;
  readonly bytes: number;
  readonly rows: number;
  readonly tables: readonly TablePreview[];
  /** Number of tables per engine; tables that name none count as `(default)`. */
  readonly engines: Readonly<Record<string, number>>;
  readonly charsets: Readonly<Record<string, number>>;
  readonly objects: readonly {
    readonly kind: ObjectKind;
    readonly name: string;
    readonly line?: number;
    readonly definer?: string;
  }[];
  /** Definers that are removed, with the number of objects each has. */
  readonly definers: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** From the dump on disk to proved staging; a rough figure. */
  readonly estimated_seconds: number;
  readonly difference?: GenerationDifference;
}

export interface TablePreview {
  readonly name: string;
  /** Line of its CREATE. */
  readonly line: number;
  readonly rows: number;
  /** Bytes of its INSERT statements. */
  readonly bytes: number;
  readonly engine?: string;
  readonly charset?: string;
  readonly secondary_keys: number;
  readonly partitioned: boolean;
  readonly strategy: string;
  /** Why this strategy was chosen. */
  readonly reason: string;
  readonly estimated_seconds: number;
}

/** Something that a person should know before the import. */
export interface Finding {
  /** Whether an import would stop here. */
  readonly stops: boolean;
  readonly text: string;
  readonly line?: number;
  /** Number of equal findings; `line` is the first one's. */
  readonly count: number;
}

/** What would change against the live generation. */
export interface GenerationDifference {
  readonly generation: number;
  readonly tables_added: readonly string[];
  readonly tables_removed: readonly string[];
  readonly rows_before: number;
  readonly rows_after: number;
  /** Tables in both with different numbers of rows, the largest change first. */
  readonly changed: readonly { readonly table: string; readonly before: number; readonly after: number }[];
}
