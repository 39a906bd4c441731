/** What the snapshot of a dump import has beside that of every run. */
export interface DumpImportDetail {
  readonly files: ImportFiles;
}

export interface ImportFiles {
  readonly remote: readonly { filename: string; size: number; modTime: string; isNewer: boolean }[];
  readonly downloaded: readonly string[];
  readonly extracted: readonly string[];
  readonly imported: readonly string[];
}

/** `current_step` of a dump import in seed 000's words. */
export type ImportStep =
  | 'initialization'
  | 'checking_file_freshness'
  | 'downloading'
  | 'extracting'
  | `importing_database_${string}`
  | 'checking_guards'
  | 'publishing'
  | 'rolling_back'
  | 'flushing_cache'
  | 'cleanup';

export const NO_FILES: ImportFiles = { remote: [], downloaded: [], extracted: [], imported: [] };

/** The files of a snapshot; up to 0.2 they stood beside what every run has. */
export const filesOf = (snapshot: { readonly detail?: unknown }): ImportFiles =>
  (snapshot.detail as Partial<DumpImportDetail> | undefined)?.files ??
  (snapshot as Partial<DumpImportDetail>).files ??
  NO_FILES;
