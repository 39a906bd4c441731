import type { RunJson } from '../api/types.js';

/** What `detail` of a run holds, by kind. The API says it of each kind as a record only, so it is looked at first. */
export interface SyncDetail {
  readonly ends?: {
    readonly shape?: string;
    readonly source?: string;
    readonly destination?: string;
    readonly file?: string;
  };
  readonly progress?: {
    readonly step: string;
    readonly bytes: number;
    readonly bytesTotal: number;
    readonly rows: number;
    readonly tablesDone: number;
    readonly tablesTotal: number;
    readonly currentTable?: string;
    readonly etaSeconds?: number;
    readonly tables?: readonly SyncTable[];
  };
  readonly dump?: { readonly file: string; readonly bytes: number; readonly rows: number; readonly tables: number };
}

export interface SyncTable {
  readonly table: string;
  readonly state: string;
  readonly rows?: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

interface Counts {
  readonly records: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly rejected: number;
}

export interface ImportDetail {
  readonly dry_run: boolean;
  readonly counts: Counts;
  /** Of a dry run: some rows that would change. */
  readonly examples?: readonly {
    readonly table: string;
    readonly key: Readonly<Record<string, string | null>>;
    readonly before: Readonly<Record<string, string | null>>;
    readonly after: Readonly<Record<string, string | null>>;
  }[];
  readonly files: readonly (Counts & {
    readonly file: number;
    readonly name: string;
    readonly table: string;
    readonly state: string;
    readonly error: { readonly code: string; readonly message: string } | null;
  })[];
}

export interface ExportDetail {
  readonly files: readonly {
    readonly name: string;
    readonly file: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
    readonly download_url: string;
  }[];
}

export interface UpkeepDetail {
  readonly verified: readonly {
    readonly pipeline: string;
    readonly tables: number;
    readonly rows: number;
    readonly changed: number;
    readonly nothing?: string;
  }[];
}

const reader =
  <T>(kind: string) =>
  (run: RunJson): T | undefined =>
    run.kind === kind && run.detail !== null ? (run.detail as T) : undefined;

export const syncDetail = reader<SyncDetail>('database-sync');
export const importDetail = reader<ImportDetail>('table-import');
export const exportDetail = reader<ExportDetail>('table-export');
export const upkeepDetail = reader<UpkeepDetail>('maintenance');
