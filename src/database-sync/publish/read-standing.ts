import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { StandingGeneration, StandingGenerations } from '../../contracts/dump-import/generation.js';
import type { SyncGeneration } from './generation-record.js';
import { generationsOf } from './generations-of.js';

/** What is live in a database and what a rollback can bring back, by its own marks. */
export const readStanding = async (target: PostgresSettings, signal?: AbortSignal): Promise<StandingGenerations> => {
  const all = await generationsOf(target, signal).list();
  const [live, previous] = (['live', 'previous'] as const).map((state) => all.find((each) => each.state === state));
  // Before the first sync there is only what stood there, which nobody has published.
  if (live === undefined || (previous === undefined && live.record === undefined)) return { kept: [], pinned: [] };
  return {
    live: standing(live, 0, target.database),
    kept: previous === undefined ? [] : [standing(previous, 1, target.database)],
    pinned: [],
  };
};

const standing = (
  { generation, runId, liveAt, takenAt, record }: SyncGeneration,
  age: number,
  database: string,
): StandingGeneration => ({
  generation,
  age,
  runId,
  preparedAt: liveAt ?? takenAt ?? new Date(0).toISOString(),
  databases: [database],
  archives: [],
  tables: record?.tables.length ?? 0,
  rows: record?.tables.reduce((sum, { rows }) => sum + rows, 0) ?? 0,
});
