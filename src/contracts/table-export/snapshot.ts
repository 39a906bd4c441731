/** A file that an export has written, whole. */
export interface ExportedFile {
  /** Of the resource or the table. */
  readonly name: string;
  readonly file: string;
  readonly path: string;
  readonly host: string;
  readonly rows: number;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** Whether secret columns are in it, or have chosen its rows. */
  readonly hasSecrets: boolean;
}

/** What the snapshot of a table export has beside that of every run. */
export interface TableExportDetail {
  readonly files: readonly ExportedFile[];
}
