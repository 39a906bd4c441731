import { expect, it } from 'vitest';
import { inTurn } from './thread-turns.js';

const signal = new AbortController().signal;

/** Keeps the thread busy until it is told to stop. */
const keepBusy = () => {
  let stopped = false;
  const work = (): void => {
    const until = performance.now() + 5;
    while (performance.now() < until);
    if (!stopped) setImmediate(work);
  };
  work();
  return () => {
    stopped = true;
  };
};

const waited = async (of: Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await of;
  return performance.now() - started;
};

it('a smaller archive waits while a larger one of its run keeps the thread busy', async () => {
  const stop = keepBusy();
  await inTurn({ runId: 'run', bytes: 10, signal }, (larger) =>
    inTurn({ runId: 'run', bytes: 5, signal }, async (smaller) => {
      expect(await waited(larger())).toBeLessThan(10);
      expect(await waited(smaller())).toBeGreaterThan(900);
    }),
  );
  stop();
});

it('nobody waits where the thread has time, for another run, or when the larger one is done', async () => {
  await inTurn({ runId: 'run', bytes: 10, signal }, () =>
    inTurn({ runId: 'run', bytes: 5, signal }, async (smaller) => {
      expect(await waited(smaller())).toBeLessThan(500);
    }),
  );
  const stop = keepBusy();
  await inTurn({ runId: 'another', bytes: 10, signal }, () =>
    inTurn({ runId: 'run', bytes: 5, signal }, async (smaller) => {
      expect(await waited(smaller())).toBeLessThan(10);
    }),
  );
  stop();
});
