import type { DatabaseSyncInput, SyncRollbackInput } from './database-sync/input.js';
import { DATABASE_SYNC } from './database-sync/names.js';
import type { DatabaseSyncResult } from './database-sync/result.js';
import type { DatabaseSyncSettings } from './database-sync/settings.js';
import type { DatabaseSyncDetail } from './database-sync/snapshot.js';
import type { DumpImportInput, RollbackInput } from './dump-import/input.js';
import { DUMP_IMPORT } from './dump-import/names.js';
import type { DumpImportResult, RollbackRunResult } from './dump-import/result.js';
import type { DumpImportSettings } from './dump-import/settings.js';
import type { DumpImportDetail } from './dump-import/snapshot.js';
import type { KindNames } from './kind-names.js';
import type { MaintenanceInput } from './maintenance/input.js';
import { MAINTENANCE } from './maintenance/names.js';
import type { MaintenanceSettings } from './maintenance/settings.js';
import type { MaintenanceDetail } from './maintenance/snapshot.js';
import type { RunResult } from './runs/run-result.js';
import type { TableExportInput } from './table-export/input.js';
import { TABLE_EXPORT } from './table-export/names.js';
import type { TableExportResult } from './table-export/result.js';
import type { TableExportSettings } from './table-export/settings.js';
import type { TableExportDetail } from './table-export/snapshot.js';
import type { TableImportInput } from './table-import/input.js';
import { TABLE_IMPORT } from './table-import/names.js';
import type { TableImportResult } from './table-import/result.js';
import type { TableImportSettings } from './table-import/settings.js';
import type { TableImportDetail } from './table-import/snapshot.js';

/**
 * The kinds of run: what each is started with, how it is configured, what its snapshot has beside that of every run,
 * and what it results in. docs/architecture.md says what else a kind needs.
 */
export interface Kinds {
  readonly 'database-sync': {
    readonly input: DatabaseSyncInput | SyncRollbackInput;
    readonly settings: DatabaseSyncSettings;
    readonly detail: DatabaseSyncDetail;
    readonly result: DatabaseSyncResult;
  };
  readonly 'dump-import': {
    readonly input: DumpImportInput | RollbackInput;
    readonly settings: DumpImportSettings;
    readonly detail: DumpImportDetail;
    readonly result: DumpImportResult | RollbackRunResult;
  };
  readonly maintenance: {
    readonly input: MaintenanceInput;
    readonly settings: MaintenanceSettings;
    readonly detail: MaintenanceDetail;
    readonly result: RunResult;
  };
  readonly 'table-export': {
    readonly input: TableExportInput;
    readonly settings: TableExportSettings;
    readonly detail: TableExportDetail;
    readonly result: TableExportResult;
  };
  readonly 'table-import': {
    readonly input: TableImportInput;
    readonly settings: TableImportSettings;
    readonly detail: TableImportDetail;
    readonly result: TableImportResult;
  };
}

export type Kind = keyof Kinds;

/** What is recorded of each kind: changing it breaks what exists. */
export const KINDS = {
  'database-sync': DATABASE_SYNC,
  'dump-import': DUMP_IMPORT,
  maintenance: MAINTENANCE,
  'table-export': TABLE_EXPORT,
  'table-import': TABLE_IMPORT,
} as const satisfies {
  readonly [K in Kind]: KindNames<Kinds[K]['input']>;
};

export type AnyRunInput = Kinds[Kind]['input'];

/** One configured pipeline, of any kind. */
export type PipelineSettings = Kinds[Kind]['settings'];

export type { KindNames };

/** The only place that asks for a pipeline's kind; everything else is looked up by it. */
export const isOfKind = <K extends Kind>(kind: K, pipeline: PipelineSettings): pipeline is Kinds[K]['settings'] =>
  pipeline.kind === kind;

/** The pipelines of one kind. */
export const pipelinesOf = <K extends Kind>(
  { pipelines }: { readonly pipelines: readonly PipelineSettings[] },
  kind: K,
): Kinds[K]['settings'][] => pipelines.filter((pipeline) => isOfKind(kind, pipeline));
