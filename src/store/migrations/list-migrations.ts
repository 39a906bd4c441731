import type { Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import { runsLogLinesGenerations } from './001-runs-log-lines-generations.js';
import { installation } from './002-installation.js';
import { retries } from './003-retries.js';
import { apiKeys } from './004-api-keys.js';
import { runKinds } from './005-run-kinds.js';
import { runTallies } from './006-run-tallies.js';
import { startRequestsAudit } from './007-start-requests-audit.js';
import { importedFiles } from './008-imported-files.js';
import { importJobsApiMetrics } from './009-import-jobs-api-metrics.js';
import { secretsImportDefinitions } from './010-secrets-import-definitions.js';
import { exportJobs } from './011-export-jobs.js';
import { projects } from './012-projects.js';
import { consoleSessions } from './013-console-sessions.js';
import { keyLimitsAuditChain } from './014-key-limits-audit-chain.js';
import { firstKey } from './015-first-key.js';
import { notifications } from './016-notifications.js';

/** What migrations take from an engine. */
export type MigrationEngine = Pick<StoreEngine, 'columnTypes' | 'keepExisting' | 'currentSchema'>;

/**
 * Every change of the tables, in order, by the name under which stores have recorded it; a released one is never
 * edited. MySQL commits each statement separately, so each must be harmless when an interrupted migration runs again.
 */
export const listMigrations = (engine: MigrationEngine): Readonly<Record<string, Migration>> => ({
  '001_runs_log_lines_generations': runsLogLinesGenerations(engine.columnTypes),
  '002_installation': installation(engine),
  '003_retries': retries(engine),
  '004_api_keys': apiKeys(engine.columnTypes),
  '005_run_kinds': runKinds(engine),
  '006_run_tallies': runTallies(engine.columnTypes),
  '007_start_requests_audit': startRequestsAudit(engine.columnTypes),
  '008_imported_files': importedFiles(engine.columnTypes),
  '009_import_jobs_api_metrics': importJobsApiMetrics(engine.columnTypes),
  '010_secrets_import_definitions': secretsImportDefinitions(engine.columnTypes),
  '011_export_jobs': exportJobs(engine.columnTypes),
  '012_projects': projects(engine.columnTypes),
  '013_console_sessions': consoleSessions(engine.columnTypes),
  '014_key_limits_audit_chain': keyLimitsAuditChain(engine),
  '015_first_key': firstKey(engine),
  '016_notifications': notifications(engine.columnTypes),
});
