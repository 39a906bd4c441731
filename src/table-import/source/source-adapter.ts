import type { ScanSettings } from '../../connectors/disk/scan-upload.js';
import type { HttpNetwork } from '../../connectors/http/guarded-agent.js';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import type { FileSource } from '../../contracts/table-import/settings.js';
import type { SourceFile } from './source-file.js';

/**
 * One kind of source: a new one is a file with this, and a line in source-adapters.ts.
 *
 * All methods throw the connector's errors, and FILE_FORBIDDEN, FILE_MISSING, CONNECTION_UNKNOWN and CONFIG_INVALID.
 */
export interface SourceAdapter<S extends FileSource = FileSource> {
  /** What there is to import, by name. Changes nothing. */
  list(source: S, context: SourceContext): Promise<SourceFile[]>;
  /**
   * Brings a listed file to this host's disk, or says where it lies there. Another try with the same directory goes on
   * where the last one has come. Throws FILE_CHANGED where the file is not the one that was listed.
   */
  fetch(source: S, request: FetchRequest): Promise<Fetched | FetchWait>;
  /** Tries whether the source can be read, without importing; gives what it found as `3 files match "*.csv"`. */
  test(source: S, context: SourceContext): Promise<string>;
  /** Names a file for good, so that it is known again. */
  nameOf(source: S, file: Pick<SourceFile, 'path'>): string;
  /** Whether a listing does not tell that a file has changed: only its bytes do. @default false */
  readonly isBlind?: boolean;
}

export interface SourceContext {
  readonly connections: readonly ConnectionSettings[];
  /** Of this host's disk: the folders that files may be read from. */
  readonly folders: readonly string[];
  /** What addresses that users give may reach. */
  readonly network: HttpNetwork;
  /** Of a file that is fetched from an address. */
  readonly maxDownloadBytes: number;
  /** Looks at such a file before it is taken. @default nothing does */
  readonly scan?: ScanSettings;
  readonly signal?: AbortSignal;
}

export interface FetchRequest extends SourceContext {
  readonly file: SourceFile;
  /** Belongs to this file of this run; created where it is needed. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** What is new since then is asked for, where the source can. @default everything */
  readonly since?: string;
  readonly onProgress: (done: number, total: number, detail?: string) => void;
}

/** A file on this host's disk. */
export interface Fetched {
  readonly path: string;
  /** `sha256:…`; absent where the file is read where it lies. */
  readonly checksum?: string;
  /** There is nothing in it. */
  readonly empty?: true;
  /** It does not have all that there is; the message says why. */
  readonly cut?: string;
}

/** The source wants to be asked later; `fetch` goes on then. */
export interface FetchWait {
  /** Milliseconds. */
  readonly waitMs: number;
  /** Grows with what is fetched, so that one can see whether waiting helps. */
  readonly done: number;
}
