import { expect, it } from 'vitest';
import { NO_FILES } from '../../contracts/dump-import/snapshot.js';
import { initialSnapshot } from '../../contracts/runs/run-snapshot.js';
import { busiestStep, refineProgress } from './progress.js';

const snapshot = { ...initialSnapshot, attempt: 1, maxAttempts: 2, progress: 15 };
const half = { part: 'a', done: 50, total: 100 };

it('keeps the figure of the workflow while nothing reports', () => {
  expect(refineProgress(snapshot, [], 2)).toBe(15);
});

it('moves between two steps with the bytes that are done', () => {
  expect(refineProgress(snapshot, [{ ...half, step: 'downloading' }], 1)).toBe(25);
  const detail = { files: { ...NO_FILES, downloaded: ['a.zip'], extracted: ['a.sql'] } };
  expect(refineProgress({ ...snapshot, detail, progress: 45 }, [{ ...half, step: 'importing_database_a' }], 1)).toBe(
    65,
  );
});

it('never falls below the figure of the workflow', () => {
  expect(refineProgress({ ...snapshot, progress: 40 }, [{ ...half, step: 'downloading' }], 2)).toBe(40);
});

it('names the database with the most bytes left', () => {
  const running = [
    { step: 'importing_database_a', part: 'a', done: 90, total: 100 },
    { step: 'importing_database_b', part: 'b', done: 10, total: 50 },
  ] as const;
  expect(busiestStep(snapshot, running)).toBe('importing_database_b');
  expect(busiestStep(snapshot, [])).toBe('initialization');
});
