/**
 * Names that are stored: in Temporal's history, on the target server, in the API. Changing one breaks existing data.
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

/** What a Schedule starts, where a kind names no launcher of its own. */
export const LAUNCH_RUN_WORKFLOW = 'launchRun';

export const PROCEED_SIGNAL = 'proceed';

export const PUBLISH_NOW_SIGNAL = 'publish-now';

export const STATUS_QUERY = 'status';
