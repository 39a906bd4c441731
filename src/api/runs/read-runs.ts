import type { RunDescription } from '../../connectors/temporal/describe-run.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { RunPage } from '../../store/store.js';
import type { ApiDeps } from '../deps.js';
import type { RunView } from './join-run.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { inTime } from '../request/in-time.js';
import { viewRun } from './join-run.js';

/** A run and who answered for it. */
export interface RunReading {
  readonly run?: RunView;
  readonly source: Source;
}

export type Source = 'temporal' | 'store';

export interface RunReader {
  /** The pipeline's newest run. */
  latest(pipeline: DumpImportSettings): Promise<RunReading>;
  /** Throws RUN_UNKNOWN. */
  byId(runId: string): Promise<RunReading & { run: RunView }>;
  /** A page of the store's runs, brought up to date; the first page begins with runs that no worker has seen yet. */
  list(query: { pipelines: readonly DumpImportSettings[]; page: RunPage; addNew: boolean }): Promise<RunView[]>;
}

/** Reads runs from Temporal and the store, each within its limit, and from one of them while the other is away. */
export const createRunReader = ({ runs, store, settings }: Pick<ApiDeps, 'runs' | 'store' | 'settings'>): RunReader => {
  const shown = new Map<string, number>();

  /** Progress never falls within an attempt, whatever two heartbeats say. */
  const steady = (view: RunView | undefined): RunView | undefined => {
    if (view?.status !== 'running') return view;
    const key = `${view.runId}/${view.attempt}`;
    const progress = Math.max(view.progress, shown.get(key) ?? 0);
    if (shown.size > KEPT) shown.clear();
    shown.set(key, progress);
    return { ...view, progress };
  };

  const describe = (pipeline: string, runId?: string): Promise<Asked> =>
    runs.describe(pipeline, runId).then(
      (description) => ({ answered: true, description }),
      (error: unknown) => {
        if (isStevedoreError(error)) return { answered: false, description: undefined, problem: error };
        throw error;
      },
    );

  const view = (pipeline: DumpImportSettings, record: RunRecord | undefined, asked: Asked): RunView | undefined =>
    steady(
      viewRun({
        pipeline: pipeline.name,
        databases: pipeline.databases.length,
        maxAttempts: pipeline.retry.maxAttempts,
        record,
        description: asked.description,
        temporalAnswered: asked.answered,
      }),
    );

  const pipelineOf = (name: string): DumpImportSettings | undefined =>
    settings.pipelines.find((pipeline) => pipeline.name === name);

  return {
    latest: async (pipeline) => {
      const [asked, stored] = await Promise.all([describe(pipeline.name), settled(store.runs.latest(pipeline.name))]);
      if (!asked.answered && stored.problem !== undefined) throw stored.problem;
      const source: Source = asked.answered ? 'temporal' : 'store';
      const record = stored.value;
      const { description } = asked;
      const same = record?.runId === description?.runId;
      const run =
        description !== undefined && (same || isNewer(description, record))
          ? view(pipeline, same ? record : undefined, asked)
          : view(pipeline, record, { ...asked, description: undefined });
      return { source, ...(run === undefined ? {} : { run }) };
    },

    byId: async (runId) => {
      // A run that no worker has opened yet has no row, so each pipeline's workflow id is tried.
      const [stored, all] = await Promise.all([
        settled(store.runs.get(runId)),
        Promise.all(
          settings.pipelines.map(async (pipeline) => ({ pipeline, asked: await describe(pipeline.name, runId) })),
        ),
      ]);
      const record = stored.value;
      const own = all.find(({ pipeline }) => pipeline.name === record?.pipeline);
      const found = all.find(({ asked }) => asked.description !== undefined) ?? own;
      const source: Source = all.every(({ asked }) => asked.answered) ? 'temporal' : 'store';
      const run = found === undefined ? orphan(record) : view(found.pipeline, record, found.asked);
      if (run !== undefined) return { run, source };
      const problem = stored.problem ?? all.find(({ asked }) => !asked.answered)?.asked.problem;
      throw (
        problem ??
        new StevedoreError('RUN_UNKNOWN', `Cannot find the run "${runId}": it is unknown`, { details: { runId } })
      );
    },

    list: async ({ pipelines, page, addNew }) => {
      const opened = page.runs.map(async (record) => {
        const pipeline = pipelineOf(record.pipeline);
        if (record.status !== 'running' || pipeline === undefined) return orphan(record);
        return view(pipeline, record, await describe(record.pipeline, record.runId));
      });
      const known = (await Promise.all(opened)).filter((run) => run !== undefined);
      if (!addNew) return known;
      const latest = await Promise.all(
        pipelines.map(async (pipeline) => ({ pipeline, asked: await describe(pipeline.name) })),
      );
      const fresh = latest.flatMap(({ pipeline, asked }) => {
        const run = asked.description?.status === 'running' ? view(pipeline, undefined, asked) : undefined;
        return run === undefined || known.some(({ runId }) => runId === run.runId) ? [] : [run];
      });
      return [...fresh, ...known];
    },
  };
};

const KEPT = 1_000;

const settled = <T>(reading: Promise<T>): Promise<{ value?: T | undefined; problem?: Error }> =>
  inTime(reading).then(
    (value) => ({ value }),
    (error: unknown) => ({ problem: error instanceof Error ? error : new Error(String(error)) }),
  );

interface Asked {
  readonly answered: boolean;
  readonly description: RunDescription | undefined;
  readonly problem?: StevedoreError;
}

/** An open run is the newest one: Temporal allows one for each pipeline. */
const isNewer = (description: RunDescription, record: RunRecord | undefined): boolean =>
  record === undefined || description.status === 'running' || description.startTime >= record.startedAt;

/** A row whose pipeline is no longer configured, or that needs no second opinion. */
const orphan = (record: RunRecord | undefined): RunView | undefined =>
  record &&
  viewRun({ pipeline: record.pipeline, databases: 0, maxAttempts: record.attempts, record, temporalAnswered: false });
