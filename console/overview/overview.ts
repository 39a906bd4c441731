import { signal } from '@preact/signals';
import { ask } from '../api/ask.js';
import type { Connection } from '../api/follow-events.js';
import { followEvents } from '../api/follow-events.js';
import { createReading } from '../api/reading.js';
import type { PipelineJson, RunJson } from '../api/types.js';

/** What the overview shows: pipelines and the newest runs, renewed when a run changes and every half minute. */
export const createOverview = () => {
  const pipelines = createReading<{ readonly pipelines: readonly PipelineJson[] }>('/api/v1/pipelines');
  const runs = createReading<{ readonly runs: readonly RunJson[]; readonly next: string | null }>(
    '/api/v1/runs?limit=20',
  );
  const connection = signal<Connection>('connecting');
  const statuses = new Map<string, string>();

  /** Adds the page behind those that are shown. Throws `Problem`. */
  const readOlder = async (): Promise<void> => {
    const known = runs.value.value;
    if (known?.next == null) return;
    const path = `/api/v1/runs?limit=20&cursor=${encodeURIComponent(known.next)}`;
    const older = await ask<NonNullable<typeof known>>(path);
    runs.value.value = { runs: [...known.runs, ...older.runs], next: older.next };
  };

  const takeRun = (run: RunJson): void => {
    const known = runs.value.value;
    if (known !== undefined) {
      const place = known.runs.findIndex(({ run_id: id }) => id === run.run_id);
      const list = place < 0 ? [run, ...known.runs] : known.runs.with(place, run);
      runs.value.value = { ...known, runs: list };
    }
    // Last and next run, and what needs a person, change when a run begins, waits or ends.
    const status = `${run.status} ${run.wait?.id ?? ''}`;
    if (statuses.get(run.run_id) !== status) void pipelines.read();
    statuses.set(run.run_id, status);
  };

  return {
    pipelines,
    runs,
    connection,
    readOlder,
    begin: (): (() => void) => {
      const all = (): void => {
        void pipelines.read();
        void runs.read();
      };
      all();
      const timer = setInterval(() => void pipelines.read(), 30_000);
      const stop = followEvents({
        url: () => '/api/v1/events',
        told: (state) => {
          connection.value = state;
        },
        take: { run: (run) => takeRun(run as RunJson), resync: all },
      });
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  };
};
