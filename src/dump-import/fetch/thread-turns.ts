/**
 * The archives of a run are downloaded, unpacked and read by one thread, and the run ends with the largest of them. So
 * while the thread is busy a smaller one waits with its next piece; whenever the thread has time, because the network,
 * the disk or the server is what is waited for, all go on side by side.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** By run, the archives that are worked on in this process. */
const underWay = new Map<string, Set<{ readonly bytes: number }>>();

/**
 * Runs what works on an archive of `bytes` bytes. `turn` resolves when no larger archive of the run needs the thread,
 * and after a second at the latest; it throws the signal's reason.
 */
export const inTurn = async <T>(
  { runId, bytes, signal }: { readonly runId: string; readonly bytes: number; readonly signal: AbortSignal },
  body: (turn: () => Promise<void>) => Promise<T>,
): Promise<T> => {
  const all = underWay.get(runId) ?? new Set();
  const own = { bytes };
  underWay.set(runId, all.add(own));
  const turn = async (): Promise<void> => {
    const latest = Date.now() + LONGEST_MS;
    while ([...all].some((other) => other.bytes > bytes) && Date.now() < latest) {
      const before = performance.eventLoopUtilization();
      await sleep(SAMPLE_MS).then(() => signal.throwIfAborted());
      if (performance.eventLoopUtilization(before).utilization < BUSY) return;
    }
  };
  try {
    return await body(turn);
  } finally {
    all.delete(own);
    if (all.size === 0) underWay.delete(runId);
  }
};

const LONGEST_MS = 1_000;
const SAMPLE_MS = 20;
/** Share of the time. */
const BUSY = 0.8;
