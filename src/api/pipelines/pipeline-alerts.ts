import type { ScheduleState } from '../../connectors/temporal/run-client.js';
import { parseCronLine } from '../../contracts/schedule/parse-cron-line.js';
import { formatStart, lastStart } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';
import type { PipelineBase } from '../../contracts/pipeline-base.js';
import type { RunView } from '../runs/join-run.js';
import type { TargetAway } from '../health/look-at-target.js';

/**
 * Why a pipeline needs a person: `failed`, its last run failed; `missed`, a start without a run; `nothing_imported` for
 * longer than `alert_after`; `target_away`, its database server cannot be reached.
 */
export interface PipelineAlert {
  readonly kind: 'failed' | 'missed' | 'nothing_imported' | 'target_away';
  readonly since: string;
  readonly message: string;
}

export interface AlertSources {
  readonly pipeline: Pick<PipelineBase, 'enabled' | 'schedule' | 'scheduleTimezone' | 'alertAfterMs'>;
  readonly run?: RunView | undefined;
  /** When the newest run began, or a start was recorded that found an open one. */
  readonly lastStartedAt?: string | undefined;
  /** When the newest success ended, of whatever kind. Undefined if the store does not answer; null if there is none. */
  readonly lastSuccessAt?: string | null | undefined;
  readonly schedule?: ScheduleState | undefined;
  readonly targetAway?: TargetAway | undefined;
}

/** A launcher that no worker takes is dropped after ten minutes; a run that it starts has a record soon after. */
const GRACE_MS = 11 * 60_000;

/** Lists problems that would otherwise go unnoticed. A later success clears those of earlier runs. */
export const pipelineAlerts = (sources: AlertSources, now = Date.now()): PipelineAlert[] => {
  if (!sources.pipeline.enabled) return [];
  return [targetAway(sources), failed(sources), missed(sources, now), nothingImported(sources, now)].filter(
    (alert) => alert !== undefined,
  );
};

const targetAway = ({ targetAway: away }: AlertSources): PipelineAlert | undefined =>
  away && {
    kind: 'target_away',
    since: away.since,
    message: `The target is away (first seen at ${away.since}): ${away.reason}`,
  };

const failed = ({ run }: AlertSources): PipelineAlert | undefined =>
  run?.status === 'failed'
    ? {
        kind: 'failed',
        since: run.startedAt,
        message: `The last run (${run.startedAt}) failed${run.error === undefined ? '' : `: ${run.error.code}`}`,
      }
    : undefined;

const missed = ({ pipeline, run, lastStartedAt, schedule }: AlertSources, now: number): PipelineAlert | undefined => {
  if (pipeline.schedule === undefined || schedule === undefined || schedule.paused || schedule.since === undefined)
    return undefined;
  const zone = openZone(pipeline.scheduleTimezone);
  const start = lastStart(parseCronLine(pipeline.schedule), zone, Date.parse(schedule.since), now - GRACE_MS);
  const begun = Math.max(
    0,
    ...[run?.startedAt, lastStartedAt].flatMap((time) => (time === undefined ? [] : [Date.parse(time)])),
  );
  if (start === undefined || begun >= start - 1_000) return undefined;
  return {
    kind: 'missed',
    since: new Date(start).toISOString(),
    message: `The start of ${formatStart(start, zone)} was missed: no run began; no worker was alive, or Temporal was away`,
  };
};

const nothingImported = (sources: AlertSources, now: number): PipelineAlert | undefined => {
  const { pipeline, lastSuccessAt, schedule } = sources;
  const since = lastSuccessAt === null ? schedule?.since : lastSuccessAt;
  if (pipeline.alertAfterMs === undefined || since === undefined || now - Date.parse(since) <= pipeline.alertAfterMs)
    return undefined;
  const message =
    lastSuccessAt === null ? `Nothing was imported yet, since ${since}` : `Nothing was imported since ${since}`;
  return { kind: 'nothing_imported', since, message: `${message}: that is longer than alert_after` };
};
