import type { ActivityJson, RunJson } from '../../api/runs/run-schema.js';
import { visibleLine } from '../output/visible.js';

/** One line: what the run does, or how it ended. */
export const formatRun = (run: RunJson, now = Date.now()): string => {
  const end = run.completed_at === null ? now : Date.parse(run.completed_at);
  const parts = [
    run.pipeline,
    ...(run.action === null ? [] : [run.action]),
    STATUS[run.status],
    ...(run.status === 'running' ? [`${run.progress} %`, run.current_step, attempt(run)] : []),
    ...(run.status === 'success' && run.warnings.length > 0 ? ['with warnings'] : []),
    ...countsOf(run),
    ...(run.status === 'success' && run.generation !== null ? [`generation ${run.generation}`] : []),
    ...(run.status === 'skipped' && run.reason !== null ? [run.reason] : []),
    formatElapsed(end - Date.parse(run.started_at)),
    ...(run.error === null ? [] : [`${run.error.code}: ${run.error.message}`]),
  ];
  return visibleLine(parts.filter((part) => part !== '').join('  '));
};

/**
 * Lists what an open run waits for, its last failure, and a line per activity that has reported something; and any
 * run's warnings.
 */
export const formatDetails = (run: RunJson): string[] => detailsOf(run).map(visibleLine);

const detailsOf = (run: RunJson): string[] => {
  const warnings = run.warnings.map((warning) => `warning: ${warning}`);
  if (run.status !== 'running') return warnings;
  return [
    ...warnings,
    ...(run.wait === null ? [] : [`waiting until ${run.wait.until}: ${run.wait.reason}`]),
    ...(run.last_failure === null ? [] : [`before: ${run.last_failure.code}: ${run.last_failure.message}`]),
    ...copied(run),
    ...(run.stuck ? ['stuck: the workflow fails to take its next step; see the Temporal Web UI'] : []),
    // An activity without a report would only show its internal name.
    ...run.activities.filter(({ step, attempt }) => step !== null || attempt > 1).map(formatActivity),
  ];
};

export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
};

/** `1:02:03`, or `2:03` under an hour. */
export const formatElapsed = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** How far a copy of a database is. */
const copied = ({ detail }: RunJson): string[] => {
  const progress = detail?.['progress'] as CopyProgress | undefined;
  if (progress === undefined) return [];
  const { rows, tablesDone, tablesTotal, etaSeconds: left } = progress;
  return [
    `${formatCount(rows)} rows, ${tablesDone} of ${tablesTotal} tables` +
      (left === undefined ? '' : `, ${formatElapsed(left * 1_000)} left`),
  ];
};

interface CopyProgress {
  readonly rows: number;
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly etaSeconds?: number;
}

export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** What became of the records of a run that has some. */
export const countsOf = ({ detail }: RunJson): string[] => {
  const counts = detail?.['counts'] as Readonly<Record<string, number>> | undefined;
  if (counts === undefined || (counts['records'] ?? 0) === 0) return [];
  const { records, ...fates } = counts;
  const shown = Object.entries(fates).filter(([, count]) => count > 0);
  const dry = detail?.['dry_run'] === true ? 'dry run, nothing written: ' : '';
  return [`${dry}${records} records: ${shown.map(([fate, count]) => `${count} ${fate}`).join(', ')}`];
};

export const STATUS: Readonly<Record<RunJson['status'], string>> = {
  running: 'running',
  success: 'success',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'cancelled',
  not_started: 'not started',
};

const attempt = ({ attempt, max_attempts }: RunJson): string =>
  attempt > 1 ? `attempt ${attempt}/${max_attempts}` : '';

const formatActivity = (activity: ActivityJson): string => {
  const { done, total } = activity;
  const parts = [
    activity.part ?? '',
    activity.step ?? activity.type,
    done === null || total === null || total === 0
      ? ''
      : `${formatBytes(done)} of ${formatBytes(total)} (${Math.floor((100 * done) / total)} %)`,
    activity.detail ?? '',
    activity.attempt > 1 ? `try ${activity.attempt}, after: ${activity.last_failure ?? 'a failure'}` : '',
  ];
  return parts.filter((part) => part !== '').join('  ');
};
