import { signal } from '@preact/signals';
import { ask } from '../api/ask.js';
import type { Connection } from '../api/follow-events.js';
import { followEvents } from '../api/follow-events.js';
import { createReading } from '../api/reading.js';
import type { DatabaseJson, DumpJson, RunJson } from '../api/types.js';

interface RunPage {
  readonly runs: readonly RunJson[];
  readonly next: string | null;
}

/**
 * What the page of databases shows, renewed while something happens.
 *
 * 1. Runs come by events; a run that begins or ends has changed what lists of dumps and generations say, so they are
 *    read again then.
 * 2. `resync` says that events were missed: all is read again.
 * 3. An answer that was on its way when an event came may be older than the event: it is asked for once more.
 * 4. A page of older runs is put behind those that are shown when it comes, which are newer than what it says.
 */
export const createDatabases = () => {
  const databases = createReading<{ readonly databases: readonly DatabaseJson[]; readonly enabled: boolean }>(
    '/api/databases',
  );
  const dumps = createReading<{ readonly dumps: readonly DumpJson[] }>('/api/sync/dumps');
  const runs = createReading<RunPage>('/api/v1/runs?kind=database-sync&limit=20');
  const connection = signal<Connection>('connecting');
  /** Counts how often what can be gone back to may have changed. */
  const ended = signal(0);
  const statuses = new Map<string, string>();

  const addOlder = async (): Promise<void> => {
    const next = runs.value.value?.next;
    if (next == null) return;
    const path = `/api/v1/runs?kind=database-sync&limit=20&cursor=${encodeURIComponent(next)}`;
    const older = await ask<RunPage>(path);
    const known = runs.value.value;
    // The list was read anew, and ends elsewhere.
    if (known?.next !== next) return addOlder();
    const there = new Set(known.runs.map(({ run_id: id }) => id));
    const added = older.runs.filter(({ run_id: id }) => !there.has(id));
    runs.value.value = { runs: [...known.runs, ...added], next: older.next };
  };
  let adding: Promise<void> | undefined;
  /** Adds the page behind those that are shown, once however often it is asked for meanwhile. Throws `Problem`. */
  const readOlder = (): Promise<void> =>
    (adding ??= addOlder().finally(() => {
      adding = undefined;
    }));

  const takeRun = (run: RunJson): void => {
    if (!COPIES.has(run.kind)) return;
    runs.outdate();
    const known = runs.value.value;
    if (known !== undefined) {
      const place = known.runs.findIndex(({ run_id: id }) => id === run.run_id);
      const list = place < 0 ? [run, ...known.runs] : known.runs.with(place, run);
      runs.value.value = { ...known, runs: list };
    }
    if (statuses.get(run.run_id) !== run.status) {
      void dumps.read();
      if (run.status !== 'running') ended.value += 1;
    }
    statuses.set(run.run_id, run.status);
  };

  const all = (): void => {
    for (const reading of [databases, dumps, runs]) void reading.read();
    ended.value += 1;
  };

  return {
    ...{ databases, dumps, runs, connection, ended, readOlder, all },
    begin: (): (() => void) => {
      all();
      return followEvents({
        url: () => '/api/v1/events',
        told: (state) => {
          connection.value = state;
        },
        take: { run: (run) => takeRun(run as RunJson), resync: all },
      });
    },
  };
};

const COPIES: ReadonlySet<string> = new Set(['database-sync']);

export type Databases = ReturnType<typeof createDatabases>;
