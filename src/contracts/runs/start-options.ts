import type { AnyRunInput, Kind, KindNames } from '../kinds.js';
import { KINDS } from '../kinds.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from '../temporal-names.js';
import type { RunInput } from './run-input.js';
import type { RunSnapshot } from './run-snapshot.js';
import { initialSnapshot } from './run-snapshot.js';
import { jobWorkflowId, pipelineWorkflowId } from './workflow-ids.js';

/**
 * How a run of any kind is started, by the API and by the launcher alike: a child inherits neither search attributes
 * nor memo. An action has the workflow id of the pipeline's runs, so that the two exclude each other by Temporal's own
 * rule.
 */
export const startOptions = (input: AnyRunInput): RunStartOptions => {
  const { kind, pipeline, by, trigger, job, retryOf }: RunInput<Kind> = input;
  const names: KindNames<AnyRunInput> = KINDS[kind];
  const remarks = [...(names.remarks?.(input) ?? []), ...(retryOf === undefined ? [] : [`as a retry of ${retryOf}`])];
  return {
    workflowId: job === undefined ? pipelineWorkflowId(kind, pipeline) : jobWorkflowId(kind, job),
    taskQueue: TASK_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: pipeline }],
    memo: { status: initialSnapshot },
    staticSummary: `${deedOf(input).title} ${pipeline}`,
    staticDetails: [`Started by ${by} (${trigger})`, ...remarks].join(', '),
  };
};

/** Whether pipelines of the kind may have several runs open, each started as a job. */
export const hasJobs = (kind: Kind): boolean => (KINDS[kind] as KindNames<never>).jobs === true;

/** The type of the workflow that does it. */
export const workflowOf = (input: AnyRunInput): string => deedOf(input).workflow;

/** The action that a workflow of this type does to a pipeline of the kind; undefined for the kind's own work. */
export const actionOf = (kind: Kind, workflow: string): string | undefined => {
  const { actions = {} }: KindNames<never> = KINDS[kind];
  return Object.entries(actions).find(([, deed]) => deed.workflow === workflow)?.[0];
};

const deedOf = ({ kind, action }: AnyRunInput): Pick<KindNames<never>, 'workflow' | 'title'> => {
  const names: KindNames<never> = KINDS[kind];
  return (action === undefined ? undefined : names.actions?.[action]) ?? names;
};

/** How long a worker that dies while deciding a run's next step delays the run; a decision takes milliseconds. */
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
