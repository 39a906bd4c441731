import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import { filesOf } from '../../contracts/dump-import/snapshot.js';
import { STAGE_PROGRESS } from '../../contracts/dump-import/stage-progress.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';

/** Percent of the run that each stage of the databases takes, as the workflow counts them. */
const POINTS = {
  downloading: STAGE_PROGRESS.extracting - STAGE_PROGRESS.downloading,
  extracting: STAGE_PROGRESS.importing - STAGE_PROGRESS.extracting,
  importing: STAGE_PROGRESS.proved - STAGE_PROGRESS.importing,
} as const;

/**
 * Refines the workflow's progress between its steps by the heartbeats of running activities.
 * Never less than the snapshot's progress.
 */
export const refineProgress = (
  snapshot: RunSnapshot,
  running: readonly ActivityProgress[],
  databases: number,
): number => {
  const underWay = running.reduce((sum, progress) => sum + pointsOf(progress) * share(progress), 0);
  if (underWay === 0 || databases === 0) return snapshot.progress;
  const { downloaded, extracted, imported } = filesOf(snapshot);
  const done =
    downloaded.length * POINTS.downloading + extracted.length * POINTS.extracting + imported.length * POINTS.importing;
  return Math.max(
    snapshot.progress,
    Math.min(STAGE_PROGRESS.proved, Math.floor(STAGE_PROGRESS.downloading + (done + underWay) / databases)),
  );
};

/** `importing_database_<db>` of the database with the most bytes left, if one is being loaded. */
export const busiestStep = (snapshot: RunSnapshot, running: readonly ActivityProgress[]): RunSnapshot['step'] => {
  const loading = running.filter(({ step }) => step.startsWith('importing_database_'));
  if (loading.length === 0) return snapshot.step;
  return loading.reduce((most, one) => (one.total - one.done > most.total - most.done ? one : most)).step;
};

const pointsOf = ({ step }: ActivityProgress): number => {
  if (step === 'downloading') return POINTS.downloading;
  if (step === 'extracting') return POINTS.extracting;
  return step.startsWith('importing_database_') ? POINTS.importing : 0;
};

const share = ({ done, total }: ActivityProgress): number => (total > 0 ? Math.min(1, done / total) : 0);
