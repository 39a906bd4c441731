import type { RunJson } from '../api/types.js';
import { importDetail, syncDetail } from './details.js';

/** How fast a run moves now. */
export interface Rate {
  readonly rowsPerSecond?: number;
  readonly bytesPerSecond?: number;
  /** Until the step that moves data is done; absent while there is too little to estimate from. */
  readonly secondsLeft?: number;
}

interface Sample {
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Measures over the last seconds, so that it says what is so now, not what was so on average. */
export const createRateMeter = (): { readonly add: (run: RunJson) => Rate | undefined } => {
  let samples: Sample[] = [];
  let place = '';
  return {
    add: (run) => {
      if (run.status !== 'running' || run.wait !== null) {
        samples = [];
        return undefined;
      }
      const moved = movedBy(run);
      // Another attempt, and another step, begins at nothing.
      const here = `${run.attempt}/${moved.of}`;
      const at = Date.now();
      const last = samples.at(-1);
      if (here !== place || (last !== undefined && (moved.rows < last.rows || moved.bytes < last.bytes))) samples = [];
      place = here;
      samples = [...samples.filter((one) => at - one.at <= OVER_MS), { at, rows: moved.rows, bytes: moved.bytes }];
      const [first] = samples;
      const seconds = first === undefined ? 0 : (at - first.at) / 1_000;
      if (first === undefined || seconds < 2) return left(moved.secondsLeft);
      const rows = (moved.rows - first.rows) / seconds;
      const bytes = (moved.bytes - first.bytes) / seconds;
      return {
        ...(moved.rows > 0 ? { rowsPerSecond: rows } : {}),
        ...(moved.bytes > 0 ? { bytesPerSecond: bytes } : {}),
        ...left(moved.secondsLeft ?? estimate(moved.bytes, moved.bytesTotal, bytes)),
      };
    },
  };
};

const left = (seconds: number | undefined): Rate => (seconds === undefined ? {} : { secondsLeft: seconds });

/** Below a fiftieth of the whole it would be a guess. */
const estimate = (done: number, total: number, rate: number): number | undefined =>
  total > 0 && rate > 0 && done / total >= 0.02 ? (total - done) / rate : undefined;

const movedBy = (run: RunJson) => {
  const sync = syncDetail(run)?.progress;
  if (sync !== undefined) {
    const { step, rows, bytes, bytesTotal, etaSeconds } = sync;
    return { of: step, rows, bytes, bytesTotal, secondsLeft: etaSeconds };
  }
  const sum = (of: (activity: RunJson['activities'][number]) => number | null): number =>
    run.activities.reduce((all, activity) => all + (of(activity) ?? 0), 0);
  return {
    of: run.activities.map(({ step, part }) => `${step} ${part}`).join(),
    rows: importDetail(run)?.counts.records ?? 0,
    bytes: sum(({ done }) => done),
    bytesTotal: sum(({ total }) => total),
    secondsLeft: undefined,
  };
};

const OVER_MS = 15_000;
