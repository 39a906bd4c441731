import type { RowSums } from '../../connectors/postgres/copy/copy-frames.js';
import type { PostgresConnection, RelayTarget } from '../../connectors/postgres/open-connection.js';
import type { MissingRoles } from '../../contracts/database-sync/selection.js';
import type { Catalog } from '../catalog/read-families.js';
import type { PublishAddition } from '../profiles/publish-additions.js';
import type { Ddl } from '../ddl/write-ddl.js';

/** Where a generation comes from: a database under one snapshot, or a dump file. */
export interface SyncSource {
  readonly kind: 'database' | 'file';
  /** Of the server that wrote it: `15.18` is 150018; 0 where a file does not say it. */
  readonly version: number;
  /** The moment of the snapshot, or the file's own; ISO 8601, UTC. */
  readonly takenAt: string;
  /** True names of the schemas that are copied. */
  readonly schemas: readonly string[];
  /** Under true names, for the version of the target; only of `schemas`, and what they need outside of schemas. */
  readonly ddl: Ddl;
  /** The whole catalogue of a database, fitted to the target; a file has none. */
  readonly catalog?: Catalog;
  /** What becomes of roles that the target lacks. @default 'refuse' */
  readonly missingRoles?: MissingRoles;
  /** What the copy has otherwise than the source; each a sentence. @default none */
  readonly warnings?: readonly string[];
  /** What is said at the platform's own objects when the copy goes live. @default nothing */
  readonly additions?: readonly PublishAddition[];
  /** Roles of a project of Supabase; of another source those that its statements name. @default not known */
  readonly knownRoles?: readonly string[];
  /** Of the database, as `UTF8`; absent where it is not known. */
  readonly encoding?: string;
  /** Roles that the statements name, if they are known before. */
  readonly roles?: SourceRoles;
  /** The last names of functions that run while rows come in, of a source that is not trusted. */
  readonly runs?: readonly string[];
  /** Of a file, statements of `ddl.pre` that stand behind rows; they are in `ddl.post` as well. @default none */
  readonly behindRows?: ReadonlySet<string>;
  /** Functions that nobody with power over the server may own, of a source that is not trusted. @default none */
  readonly ofOwners?: readonly OwnersCode[];
  /** What a file says of extensions, by their names: of one that is there the target keeps its own. @default nothing */
  readonly extensionComments?: ReadonlyMap<string, string>;
  /** Tables with rows of their own, the largest first. */
  readonly tables: readonly SourceTable[];
  /** Absent where there are none, or where they cannot be read. */
  readonly largeObjects?: LargeObjects;
  /** To be asked after the rows: a sequence belongs to no moment and only grows. */
  readonly sequences: () => Promise<readonly SequenceValue[]>;
  readonly close: () => Promise<void>;
}

/** A function that runs with the rights of its owner, and does more than read and write the file's own tables. */
export interface OwnersCode {
  readonly schema: string;
  readonly name: string;
  readonly line: number;
  /** What it does: "it runs a text as a statement". */
  readonly why: string;
}

export interface SourceRoles {
  /** Those that objects are given to. */
  readonly owners: readonly string[];
  /** Those that get or give privileges, or are named by a policy. */
  readonly others: readonly string[];
}

/** A table's rows, or a partition's; both names are true names, not quoted. */
export interface SourceTable {
  readonly schema: string;
  readonly name: string;
  /** In the order of the rows, without generated ones; empty for a table without columns. */
  readonly columns: readonly string[];
  /** On disk at the source, or in the file: for progress and order. */
  readonly sourceBytes: number;
  /** The partitioned table through which the rows go, where the partition of a row may be another one at the target. */
  readonly through?: { readonly schema: string; readonly name: string };
  /**
   * Passes the rows to the COPY FROM STDIN (text) of `target`, which names `columns`; returns their sums. May be called
   * again after it threw: it gives the same rows. Throws SNAPSHOT_LOST if there are none any more.
   */
  readonly copyTo: CopyTo;
  /** The same rows in so many parts, each of which may be copied beside the others. */
  readonly split?: (parts: number) => readonly CopyTo[];
  /** Of a table with generated columns, which are not copied: all columns, and the sums of whole rows. */
  readonly whole?: { readonly columns: readonly string[]; readonly sums: (signal?: AbortSignal) => Promise<RowSums> };
}

export type CopyTo = (target: RelayTarget, onBytes?: (bytes: number) => void, signal?: AbortSignal) => Promise<RowSums>;

/** Large objects belong to a database, not to a schema. */
export interface LargeObjects {
  /** Fills them in a database where they exist and are empty. */
  readonly copyTo: (target: PostgresConnection) => Promise<void>;
  /** By oid, the SHA-256 of their bytes, in hex. */
  readonly digests: () => Promise<ReadonlyMap<string, string>>;
}

/** The state of a sequence; the value is text, which rounds nothing. */
export interface SequenceValue {
  readonly schema: string;
  readonly name: string;
  readonly value: string;
  /** Whether the value was given out. */
  readonly called: boolean;
}
