/** What the API answers, typed by the API itself: a field that is not there is a type error here. */
export type { SessionJson } from '../../src/api/access/session-routes.js';
export type { ComparisonJson, DifferencesJson } from '../../src/api/pipelines/comparison.js';
export type { GenerationJson, GenerationsJson } from '../../src/api/pipelines/generations.js';
export type { HistoryJson } from '../../src/api/pipelines/history-routes.js';
export type { PipelineJson } from '../../src/api/pipelines/routes.js';
export type { ReportJson } from '../../src/api/runs/report-routes.js';
export type { ActivityJson, RunJson, RunLogLine, WaitJson } from '../../src/api/runs/run-schema.js';
export type { DatabaseJson, DatabaseTestJson } from '../../src/api/database-sync/database-routes.js';
export type { DumpJson } from '../../src/api/database-sync/dump-routes.js';
export type { ConnectionJson } from '../../src/api/connections/connection-schema.js';
export type { ExportJson } from '../../src/api/table-export/job-schema.js';
export type { RejectJson, RejectPageJson } from '../../src/api/table-import/reject-schema.js';
export type { ResourceJson } from '../../src/api/table-import/target-routes.js';
export type { GuardsJson } from '../../src/api/dump-import/guard-routes.js';
export type { StagedJson } from '../../src/api/dump-import/staged-routes.js';
export type { CheckJson } from '../../src/api/pipelines/examine-routes.js';
export type { PreviewAnswerJson } from '../../src/api/pipelines/preview-schema.js';
