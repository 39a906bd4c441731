import type { DumpImportInput, RollbackInput } from '../dump-import/input.js';
import type { RunSnapshot } from './run-snapshot.js';
import { dumpImportWorkflowId, SEARCH_ATTRIBUTES, TASK_QUEUE } from '../temporal-names.js';

/**
 * How a run is started, by the API and by the launcher alike: a child inherits neither search attributes nor memo.
 * The fixed workflow id is the lock: Temporal allows one open run of it.
 */
export const runOptions = (input: DumpImportInput): RunStartOptions => ({
  workflowId: dumpImportWorkflowId(input.pipeline),
  taskQueue: TASK_QUEUE,
  workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
  typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: input.pipeline }],
  memo: { status: initialSnapshot },
  staticSummary: `import ${input.pipeline}`,
  staticDetails: `Started by ${input.by} (${input.trigger})${input.force ? ', whatever freshness says' : ''}${overrides(input)}${again(input)}`,
});

const overrides = ({ overrideGuards = [] }: DumpImportInput): string =>
  overrideGuards.length === 0 ? '' : `, overriding ${overrideGuards.join(', ')}`;

const again = ({ retryOf }: { readonly retryOf?: string | undefined }): string =>
  retryOf === undefined ? '' : `, as a retry of ${retryOf}`;

/**
 * A rollback has the workflow id of the pipeline's imports, so that the two exclude each other by Temporal's own rule.
 */
export const rollbackOptions = ({ pipeline, by, trigger, to, retryOf }: RollbackInput): RunStartOptions => ({
  workflowId: dumpImportWorkflowId(pipeline),
  taskQueue: TASK_QUEUE,
  workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
  typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: pipeline }],
  memo: { status: initialSnapshot },
  staticSummary: `roll back ${pipeline}`,
  staticDetails: `Started by ${by} (${trigger})${to === undefined ? '' : `, to generation ${to}`}${again({ retryOf })}`,
});

/**
 * A worker that dies while it decides a run's next step holds the run up for so long; the step itself is a matter of
 * milliseconds.
 */
const WORKFLOW_TASK_TIMEOUT = '5 seconds';

export interface RunStartOptions {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly workflowTaskTimeout: '5 seconds';
  readonly typedSearchAttributes: { key: { name: string; type: 'KEYWORD' }; value: string }[];
  readonly memo: { status: RunSnapshot };
  readonly staticSummary: string;
  readonly staticDetails: string;
}

/** What status shows until a worker takes the run; `maxAttempts` 0 says that the run does not know its settings yet. */
export const initialSnapshot: RunSnapshot = {
  step: 'initialization',
  attempt: 0,
  maxAttempts: 0,
  progress: 0,
  files: { remote: [], downloaded: [], extracted: [], imported: [] },
};
