import type { Kind } from '../kinds.js';
import { KINDS } from '../kinds.js';

/** Ids of workflows and Schedules, and what an id says. Stored by Temporal: changing one breaks what exists. */

/** Of the run of a pipeline that may have one at a time. The id is the lock: Temporal allows one open run of it. */
export const pipelineWorkflowId = (kind: Kind, pipeline: string): string => `${kind}/${pipeline}`;

/** Of a run that a key asked for: the same key finds the same run. */
export const jobWorkflowId = (kind: Kind, job: string): string => `${kind}/job/${job}`;

/** Of the short workflow that a Schedule starts, which starts the run. */
export const launcherWorkflowId = (pipeline: string): string => `launch/${pipeline}`;

export const scheduleId = (kind: Kind, pipeline: string): string => `${kind}/${pipeline}`;

/** What a workflow id names; undefined for one that is not of a run. */
export const readWorkflowId = (
  id: string,
): { readonly kind: Kind; readonly pipeline: string } | { readonly kind: Kind; readonly job: string } | undefined => {
  const [kind = '', first = '', ...rest] = id.split('/');
  if (!(kind in KINDS) || first === '') return undefined;
  if (rest.length === 0) return { kind: kind as Kind, pipeline: first };
  return first === 'job' ? { kind: kind as Kind, job: rest.join('/') } : undefined;
};

/** What the id of a Schedule names; undefined for one that is not of a pipeline. */
export const readScheduleId = (id: string): { readonly kind: Kind; readonly pipeline: string } | undefined => {
  const named = readWorkflowId(id);
  return named !== undefined && 'pipeline' in named ? named : undefined;
};
