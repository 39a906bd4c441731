import { collectGarbage } from './collect-garbage.js';

/** Steps of one run follow each other sooner; after a run its watchers hear of its end before. */
const REST_MS = 1_000;
/** What the polls of a wait leave is not worth a collection. */
const LEAST_BYTES = 8 * 1024 * 1024;

export interface CollectorAtRest {
  /** While work is under way nothing is collected by this. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Collects a process's garbage once no work has been under way for a while, if there is much more than before. V8
 * leaves it until it needs the room: in buffers outside the heap, whose memory the next run would take beside theirs.
 */
export const createCollectorAtRest = (
  collect: () => void = collectGarbage,
  { restMs = REST_MS, leastBytes = LEAST_BYTES } = {},
): CollectorAtRest => {
  let underWay = 0;
  let least = 0;
  let timer: NodeJS.Timeout | undefined;
  const atRest = (): void => {
    if (held() < least) return;
    collect();
    least = held() + leastBytes;
  };
  return {
    during: async (work) => {
      underWay += 1;
      clearTimeout(timer);
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) timer = setTimeout(atRest, restMs).unref();
      }
    },
  };
};

const held = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
