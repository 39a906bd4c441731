import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';

/**
 * Percent of the run that each stage of the databases takes, as the workflow counts them; before them lie the first 15.
 */
const POINTS = { downloading: 20, extracting: 10, importing: 40 } as const;
const BEFORE = 15;

/**
 * Percent between two steps of the workflow: its own figure, carried on by the heartbeats of what runs now.
 * Never less than the snapshot's figure.
 */
export const refineProgress = (
  snapshot: RunSnapshot,
  running: readonly ActivityProgress[],
  databases: number,
): number => {
  const underWay = running.reduce((sum, progress) => sum + pointsOf(progress) * share(progress), 0);
  if (underWay === 0 || databases === 0) return snapshot.progress;
  const { downloaded, extracted, imported } = snapshot.files;
  const done =
    downloaded.length * POINTS.downloading + extracted.length * POINTS.extracting + imported.length * POINTS.importing;
  return Math.max(snapshot.progress, Math.min(85, Math.floor(BEFORE + (done + underWay) / databases)));
};

/** `importing_database_<db>` of the database with the most bytes left, where one is being loaded. */
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
