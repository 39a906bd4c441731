import type { PipelineBase } from '../pipeline-base.js';
import type { CsvFormat, NdjsonFormat } from './file-format.js';
import type { PagesSource } from './pages/page-source.js';
import type { UrlSource } from './url-source.js';
import type { Resource } from './resource.js';

/** One pipeline of kind `table-import`. */
export interface TableImportSettings extends PipelineBase<'table-import'> {
  /** Absent where each run brings its own files. */
  readonly source?: FileSource;
  /** Which file goes into which table; the first that matches counts. */
  readonly tables: readonly TableRule[];
  /** Whether a file that a run has imported, and that has not changed since, is imported again. */
  readonly seen: 'skip' | 'again';
  /** Where files are kept while a run reads them. */
  readonly workFolder: string;
}

/** What files come from; patterns have `*` and `?`. */
export type FileSource = SftpSource | LocalSource | PagesSource | UrlSource | InventorySource | JsonSource;

export interface SftpSource {
  readonly kind: 'sftp';
  /** Name of a connection. */
  readonly connection: string;
  readonly path: string;
  readonly filePattern: string;
}

export interface LocalSource {
  readonly kind: 'local';
  /** Absolute; in one of `files.allow`. */
  readonly path: string;
  readonly filePattern: string;
}

/** Files that are one text of JSON each. */
export interface JsonSource {
  readonly kind: 'json';
  readonly from: SftpSource | LocalSource;
  /** Where a text has its records, as `data.items`; empty: it is a list of them. */
  readonly dataPath: string;
}

/** A folder of the host's disk whose files are records themselves: their names, sizes and times. */
export interface InventorySource {
  readonly kind: 'inventory';
  /** Absolute; in one of `files.allow`. */
  readonly path: string;
  readonly filePattern: string;
}

/** Files, and the table that they go into. */
export interface TableRule extends FileFormats {
  readonly filePattern: string;
  /** Its `table` is empty where `naming` makes the name. */
  readonly resource: Resource;
  /** The name of a declared resource. */
  readonly resourceName?: string;
  /** Makes the name of the table from that of the file. */
  readonly naming?: TableNaming;
}

/** How files are written, by what they are. */
export interface FileFormats {
  /** `by-name`: NDJSON where the name ends with `.ndjson` or `.jsonl`, otherwise CSV. */
  readonly format: 'csv' | 'ndjson' | 'by-name';
  readonly csv: CsvFormat;
  readonly ndjson: NdjsonFormat;
}

export interface TableNaming {
  readonly stripPrefix: string;
  readonly stripSuffix: string;
  readonly lowercase: boolean;
}
