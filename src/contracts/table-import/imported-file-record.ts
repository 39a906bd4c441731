import type { PageRange } from './pages/page-range.js';

/** A file of a run, as the store keeps it: to know it again, and to replay its rejects. */
export interface ImportedFileRecord {
  readonly runId: string;
  readonly fileNo: number;
  readonly pipeline: string;
  /** Names the file for good: `sftp:files:/out/a.csv`, `local:/data/inbox/a.csv`. */
  readonly source: string;
  readonly name: string;
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly modTime: string;
  /** `sha256:…`; absent where a file was read where it lies. */
  readonly checksum?: string;
  /** The connection whose database has the rejects. */
  readonly connection: string;
  readonly table: string;
  /** `done`: its records are in the table, or rejects. */
  readonly state: 'open' | 'done';
  /** When it came into the state. */
  readonly at: string;
  readonly reading: FileReading;
}

/** How the file was read, as far as its rejects need it. */
export interface FileReading {
  readonly format: 'csv' | 'ndjson';
  /** The header as it stood in the file; absent where it has none. */
  readonly header?: string;
  readonly delimiter?: string;
  readonly quote?: string;
  /** @default the quote */
  readonly escape?: string;
  /** Lines before the header that are not read. @default 0 */
  readonly skipLines?: number;
  /** Of the records of a web service: which lines were on which page. */
  readonly pages?: readonly PageRange[];
  /** Of a source that is asked for what is new: the highest that was imported. */
  readonly since?: string;
  /** The field that `since` is of; records of earlier versions do not say it. */
  readonly sinceField?: string;
}
