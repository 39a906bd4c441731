import type { RunClient } from '../connectors/temporal/run-client.js';
import type { ConnectionSettings } from '../contracts/connections/connection.js';
import type { ConnectionTest } from '../contracts/connections/connection-test.js';
import type { Provenance, StandingGenerations } from '../contracts/dump-import/generation.js';
import type { DatabaseSyncSettings } from '../contracts/database-sync/settings.js';
import type { DumpImportSettings } from '../contracts/dump-import/settings.js';
import type { Logger } from '../contracts/logger.js';
import type { Settings } from '../contracts/settings.js';
import type { LookAtTarget } from './health/look-at-target.js';
import type { Store } from '../store/store.js';
import type { FileReading } from '../contracts/table-import/imported-file-record.js';
import type { StagedGeneration } from '../dump-import/generations/read-staged.js';
import type { RejectRows } from '../table-import/records/reject-rows.js';
import type { RejectStore } from '../table-import/target/table-target.js';
import type { ProjectDeps } from './projects/project-deps.js';
import type { ExportDeps } from './table-export/export-deps.js';
import type { ImportDeps } from './table-import/bulk/import-deps.js';
import type { DatabaseSyncDeps } from './database-sync/database-sync-deps.js';
import type { TraceRequest } from '../contracts/trace-request.js';
import type { Notify } from '../contracts/notifications/happening.js';
import type { NotificationDeps } from './notifications/notification-deps.js';
import type { SyncDeps } from './table-import/source-sync/sync-deps.js';

/** What the programs give to the API. */
export interface ApiDeps {
  readonly runs: RunClient;
  readonly store: ApiStore;
  readonly settings: Pick<Settings, 'api' | 'pipelines'> & Partial<Pick<Settings, 'hooks' | 'sync' | 'worker'>>;
  readonly logger: Logger;
  /** What is live on the target and what a rollback can bring back; throws `MYSQL_…` codes within seconds. */
  readonly readGenerations: (pipeline: DumpImportSettings | DatabaseSyncSettings) => Promise<StandingGenerations>;
  /** The proofs of what is live and kept, that one first; throws `MYSQL_…` codes. @default none are kept */
  readonly readProofs?: (pipeline: DumpImportSettings) => Promise<readonly Provenance[]>;
  /** What a run has staged and would replace; throws `MYSQL_…` codes. @default nothing is staged */
  readonly readStaged?: (pipeline: DumpImportSettings, runId: string) => Promise<StagedGeneration>;
  /**
   * Opens the rejects in the database of a connection for the time of `body`; throws CONNECTION_UNKNOWN, and the
   * connector's codes. @default there is no such database
   */
  readonly withRejects?: WithRejects;
  /** How rejects of a file stand in a download of CSV. @default nothing of them does */
  readonly rejectRows?: RowsOf;
  /** What imports by upload go into. @default no resource is declared */
  readonly imports?: ImportDeps;
  /** What projects of CSV files need. @default there are no routes of them */
  readonly projects?: ProjectDeps;
  /** What sources are synced into. @default nothing */
  readonly syncs?: SyncDeps;
  /** The databases that can be copied. @default there is none */
  readonly syncing?: DatabaseSyncDeps;
  /** The folder of the built console. @default there is no console */
  readonly console?: string;
  /** What exports come from. @default there is no database */
  readonly exports?: ExportDeps;
  /** Who is told of what happens, and how. @default nobody */
  readonly notifications?: NotificationDeps;
  /** Tells receivers of what has happened; never throws. @default nobody is told */
  readonly notify?: Notify;
  /** @default requests are not traced */
  readonly trace?: TraceRequest;
  /** @default the target is not looked at */
  readonly lookAtTarget?: LookAtTarget;
  /** The configured connections, and how one is tried. @default there is none */
  readonly connections?: ApiConnections;
  /**
   * Ends the streams of events, so that the server can close. @default they end with their runs, or when their readers
   * leave
   */
  readonly closing?: AbortSignal;
  /** The product's, for the API's description. @default 'unreleased' */
  readonly version?: string;
}

export interface ApiConnections {
  readonly all: readonly ConnectionSettings[];
  /** Answers within ten seconds; never throws. */
  readonly test: (connection: ConnectionSettings) => Promise<ConnectionTest>;
}
/** By how the file was read. */
export type RowsOf = (reading: FileReading) => Pick<RejectRows, 'head' | 'row'>;

export type WithRejects = <T>(connection: string, body: (rejects: RejectStore) => Promise<T>) => Promise<T>;

/** The part of the store that the API uses. */
export interface ApiStore {
  readonly ping: Store['ping'];
  readonly survey: Store['survey'];
  readonly runs: Pick<Store['runs'], 'close' | 'get' | 'latest' | 'list' | 'tallies'>;
  readonly logs: Pick<Store['logs'], 'append' | 'list'>;
  readonly generations: Pick<Store['generations'], 'latest' | 'list'>;
  readonly keys: Store['keys'];
  readonly sessions: Store['sessions'];
  readonly starts: Store['starts'];
  readonly audit: Store['audit'];
  readonly importJobs: Store['importJobs'];
  readonly exportJobs: Store['exportJobs'];
  readonly exportFiles: Pick<Store['exportFiles'], 'get'>;
  readonly apiMetrics: Store['apiMetrics'];
  readonly importedFiles: Pick<Store['importedFiles'], 'ofRun'>;
  readonly definitions: Store['definitions'];
  readonly secrets: Store['secrets'];
  readonly projectConnections: Store['projectConnections'];
  readonly projects: Store['projects'];
  readonly projectJobs: Store['projectJobs'];
  readonly notifications: Store['notifications'];
}
