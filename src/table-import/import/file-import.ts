import type { FileFormat } from '../../contracts/table-import/file-format.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { Resource } from '../../contracts/table-import/resource.js';

/** One file of a run, on the disk of this host, and the table that it goes into. */
export interface FileImport {
  readonly runId: string;
  /** Counted from 1. */
  readonly fileNo: number;
  readonly resource: Resource;
  /** @default the resource's `schema` */
  readonly schema: string;
  readonly format: FileFormat;
  readonly path: string;
  readonly signal?: AbortSignal;
  /** Called right before something of it is committed into its table: it may have happened, whatever is thrown. */
  readonly onCommit?: () => void;
  readonly onProgress?: (progress: FileProgress) => void;
}

/** How far the reading of a file has come. */
export interface FileProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly records: number;
  readonly rejected: number;
  /** What is in the table, with its commit, of a file that is written batch after batch. */
  readonly committed?: RecordCounts;
}
