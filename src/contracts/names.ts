/**
 * Names that are stored somewhere: in Temporal's history, on the target server, in the API. Changing one breaks what exists.
 */

/** Search attributes; all are Keyword. Registered when a program starts. */
export const SEARCH_ATTRIBUTES = {
  pipeline: { name: 'StevedorePipeline', type: 'KEYWORD' },
  step: { name: 'StevedoreStep', type: 'KEYWORD' },
  outcome: { name: 'StevedoreOutcome', type: 'KEYWORD' },
} as const;

/** The queue of workflows and of activities that need no local disk. */
export const TASK_QUEUE = 'stevedore';

/** The queue of activities that need the disk of the host that claimed the attempt. */
export const hostTaskQueue = (hostId: string): string => `stevedore-host-${hostId}`;

export const DUMP_IMPORT_WORKFLOW = 'dumpImport';
export const ROLLBACK_WORKFLOW = 'rollback';
export const LAUNCH_DUMP_IMPORT_WORKFLOW = 'launchDumpImport';
export const PROCEED_SIGNAL = 'proceed';
export const PUBLISH_NOW_SIGNAL = 'publish-now';
export const STATUS_QUERY = 'status';

/** The fixed workflow id is the lock: Temporal allows one open run of it. */
export const dumpImportWorkflowId = (pipeline: string): string => `dump-import/${pipeline}`;
export const launcherWorkflowId = (pipeline: string): string => `launch/${pipeline}`;
/** Of the second flush of the cache, which outlives its run. */
export const flushAgainWorkflowId = (pipeline: string): string => `flush-again/${pipeline}`;
export const scheduleId = (pipeline: string): string => `dump-import/${pipeline}`;

/** The default schema of control tables, tokens and the store. */
export const CONTROL_SCHEMA = 'stevedore';

/** The schema that a run fills; no application reads it. */
export const stagingSchema = (database: string): string => `imp_${database}`;

/** The n-th generation before the current one: 1 is `prev_<db>`, 2 is `prev2_<db>`. */
export const previousSchema = (database: string, age = 1): string =>
  age === 1 ? `prev_${database}` : `prev${age}_${database}`;

/** What was there before Stevedore's first import; pinned, never dropped by us. */
export const originalSchema = (database: string): string => `orig_${database}`;

/** The token of one epoch; its rename to `currentToken` is the commit point of a publish. */
export const nextToken = (pipeline: string, epoch: number): string => `next_${pipeline}_${epoch}`;
export const currentToken = (pipeline: string): string => `current_${pipeline}`;
/** The token of the n-th generation before the current one, numbered as `previousSchema`. */
export const previousToken = (pipeline: string, age = 1): string =>
  age === 1 ? `previous_${pipeline}` : `previous${age}_${pipeline}`;

/** A token that its successor has replaced in the same statement; dropped after the commit. */
export const spentToken = (pipeline: string, epoch: number, which: 'target' | 'live'): string =>
  `spent_${which}_${pipeline}_${epoch}`;

/** The number of what was there before the first import. */
export const ORIGINAL_GENERATION = 0;

/** MySQL's and MariaDB's limit for the name of a schema or a table, in characters. */
export const MAX_IDENTIFIER_LENGTH = 64;

/** Pipelines are named so that every derived name is legal: `[a-z][a-z0-9_-]*`, at most this many characters. */
export const MAX_PIPELINE_NAME_LENGTH = 32;
export const PIPELINE_NAME = /^[a-z][a-z0-9_-]{0,31}$/;
