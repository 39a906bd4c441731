import { z } from '@hono/zod-openapi';
import type { ScheduleState } from '../../connectors/temporal/run-client.js';
import type { PipelineBase } from '../../contracts/pipeline-base.js';
import type { RunView } from '../runs/join-run.js';
import type { PipelineAlert } from './pipeline-alerts.js';

/** What a person can do next about a pipeline: a button of a page, a command of the command line. */
export const nextActionSchema = z
  .object({
    action: z
      .enum(['publish-now', 'proceed', 'inspect', 'retry', 'start', 'resume', 'enable', 'check', 'start-worker'])
      .describe(
        '`publish-now`, `proceed`, `retry`, `start` and `resume` are routes; `inspect`: the workflow in Temporal’s Web UI; ' +
          '`enable`: in the configuration; `check`: what the pipeline needs; `start-worker`: none has set up its Schedule',
      ),
    run_id: z.string().nullable().describe('The run that it is about'),
    reason: z.string(),
  })
  .openapi('NextAction');

export type NextAction = z.infer<typeof nextActionSchema>;

export interface NextActionSources {
  readonly pipeline: Pick<PipelineBase, 'enabled' | 'schedule'>;
  /** The latest; undefined where there is none; null where nobody answers for it. */
  readonly run: RunView | undefined | null;
  /** Undefined where there is none; null where Temporal does not answer. */
  readonly schedule: ScheduleState | undefined | null;
  readonly alerts: readonly PipelineAlert[];
}

/** Lists what can be done next, the most urgent first; empty where nothing waits for a person. */
export const nextActions = ({ pipeline, run, schedule, alerts }: NextActionSources): NextAction[] => [
  ...ofRun(run, pipeline.enabled),
  ...ofSchedule(pipeline, schedule),
  ...alerts
    .filter(({ kind }) => kind === 'target_away' || kind === 'missed' || kind === 'nothing_imported')
    .map(({ message }) => ({ action: 'check' as const, run_id: null, reason: message })),
];

const ofRun = (run: RunView | undefined | null, enabled: boolean): NextAction[] => {
  if (run === null) return [];
  if (run === undefined) {
    return enabled ? [{ action: 'start', run_id: null, reason: 'There was no run yet' }] : [];
  }
  const about = (action: NextAction['action'], reason: string): NextAction => ({ action, run_id: run.runId, reason });
  if (run.status === 'failed') {
    const { error } = run;
    return enabled ? [about('retry', error === undefined ? 'It failed' : `${error.code}: ${error.message}`)] : [];
  }
  if (run.status !== 'running') return [];
  return [
    ...(run.stuck ? [about('inspect', 'The workflow fails to take its next step')] : []),
    ...(run.wait === undefined
      ? []
      : [about(run.wait.kind === 'publish' ? 'publish-now' : 'proceed', run.wait.reason)]),
  ];
};

const ofSchedule = (
  { enabled, schedule: line }: NextActionSources['pipeline'],
  schedule: ScheduleState | undefined | null,
): NextAction[] => {
  if (!enabled) return [{ action: 'enable', run_id: null, reason: 'The pipeline is disabled' }];
  if (line === undefined || schedule === null) return [];
  if (schedule === undefined) {
    return [{ action: 'start-worker', run_id: null, reason: 'It has a schedule that no worker has set up' }];
  }
  if (!schedule.paused) return [];
  const { note } = schedule;
  return [{ action: 'resume', run_id: null, reason: note ?? 'The schedule is paused' }];
};
