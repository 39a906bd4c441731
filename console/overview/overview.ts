import { computed, signal } from '@preact/signals';
import { ask } from '../api/ask.js';
import type { Connection } from '../api/follow-events.js';
import { followEvents } from '../api/follow-events.js';
import { createReading } from '../api/reading.js';
import type { PipelineJson, RunJson } from '../api/types.js';

/** As many runs as one page has are kept, however long the page is open. */
const PAGE = 20;
const MOST_STATUSES = 500;

interface RunsPage {
  readonly runs: readonly RunJson[];
  readonly next: string | null;
}

/** What the overview shows: pipelines and the newest runs, renewed when a run changes and every half minute. */
export const createOverview = () => {
  const pipelines = createReading<{ readonly pipelines: readonly PipelineJson[] }>('/api/v1/pipelines');
  const runs = createReading<RunsPage>(`/api/v1/runs?limit=${PAGE}`);
  const connection = signal<Connection>('connecting');
  const statuses = new Map<string, string>();
  /** Where the pages begin that lead to the one that is shown, its own last; empty for the newest. */
  const places = signal<readonly string[]>([]);
  const older = signal<RunsPage | undefined>(undefined);
  const shown = computed(() => older.value ?? runs.value.value);

  let asked = 0;

  /** An answer that comes after another page was asked for is not shown. Throws `Problem`. */
  const goTo = async (to: readonly string[]): Promise<void> => {
    const mine = ++asked;
    const place = to.at(-1);
    const path = `/api/v1/runs?limit=${PAGE}&cursor=${encodeURIComponent(place ?? '')}`;
    const page = place === undefined ? undefined : await ask<RunsPage>(path);
    if (mine !== asked) return;
    places.value = to;
    older.value = page;
  };

  const takeRun = (run: RunJson): void => {
    const renewed = (page: RunsPage): RunsPage => {
      const place = page.runs.findIndex(({ run_id: id }) => id === run.run_id);
      return place < 0 ? page : { ...page, runs: page.runs.with(place, run) };
    };
    if (older.value !== undefined) older.value = renewed(older.value);
    // An answer that is on its way may be older than this event.
    runs.outdate();
    const known = runs.value.value;
    if (known !== undefined) {
      const isNew = known.runs.every(({ run_id: id }) => id !== run.run_id);
      runs.value.value = isNew ? { ...known, runs: [run, ...known.runs].slice(0, PAGE) } : renewed(known);
      // Where the next page begins is another place now.
      if (isNew) void runs.read();
    }
    // Last and next run, and what needs a person, change when a run begins, waits or ends.
    const status = `${run.status} ${run.wait?.id ?? ''}`;
    if (statuses.get(run.run_id) !== status) void pipelines.read();
    if (statuses.size >= MOST_STATUSES) statuses.clear();
    statuses.set(run.run_id, status);
  };

  return {
    pipelines,
    runs,
    shown,
    connection,
    isNewest: computed(() => places.value.length === 0),
    /** Shows the page behind the one that is shown. Throws `Problem`. */
    readOlder: async (): Promise<void> => {
      // A run that has come since moves the place where the next page begins.
      if (places.value.length === 0) await runs.read();
      const next = shown.value?.next;
      if (next != null) await goTo([...places.value, next]);
    },
    /** Shows the page before the one that is shown. Throws `Problem`. */
    readNewer: () => goTo(places.value.slice(0, -1)),
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
