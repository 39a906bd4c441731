import type { ApiStore, StoredLogEntry } from '../../src/api/deps.js';
import type { GenerationRecord, RunRecord } from '../../src/contracts/runs.js';
import { StevedoreError } from '../../src/contracts/errors.js';

/** The store's answers without a server, for tests that are about Temporal; `down` makes it unreachable. */
export const createMemoryStore = () => {
  const state = {
    runs: [] as RunRecord[],
    logs: [] as (StoredLogEntry & { runId: string; pipeline: string })[],
    generation: undefined as GenerationRecord | undefined,
    down: false as boolean | 'silent',
  };
  const answer = async <T>(value: () => T): Promise<T> => {
    if (state.down === 'silent') await new Promise(() => undefined);
    if (state.down) throw new StevedoreError('STORE_UNREACHABLE', 'Reading the store: it is away');
    return value();
  };
  const order = ['INFO', 'WARN', 'ERROR'];
  const store: ApiStore = {
    ping: () => answer(() => undefined),
    readRun: (runId) => answer(() => state.runs.find((run) => run.runId === runId)),
    listRuns: ({ pipeline, statuses, limit }) =>
      answer(() => ({
        runs: state.runs
          .filter((run) => pipeline === undefined || run.pipeline === pipeline)
          .filter((run) => statuses === undefined || statuses.includes(run.status))
          .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
          .slice(0, limit),
      })),
    readLogs: ({ runId, after = 0, limit }) =>
      answer(() => state.logs.filter((line) => line.runId === runId && line.seq > after).slice(0, limit)),
    recentLogs: ({ pipeline, limit, level = 'INFO' }) =>
      answer(() =>
        state.logs
          .filter((line) => line.pipeline === pipeline && order.indexOf(line.level) >= order.indexOf(level))
          .slice(-limit),
      ),
    currentGeneration: () => answer(() => state.generation),
  };
  return { state, store };
};
