/**
 * Names that are stored somewhere: in Temporal's history, on the target server, in the API. Changing one breaks what
 * exists.
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
