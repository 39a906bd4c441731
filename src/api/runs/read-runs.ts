import { setTimeout as sleep } from 'node:timers/promises';
import type { RunDescription } from '../../connectors/temporal/describe-run.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import type { PipelineSettings } from '../../contracts/kinds.js';
import type { RunRef } from '../../contracts/runs/run-ref.js';
import { pipelineWorkflowId, readWorkflowId } from '../../contracts/runs/workflow-ids.js';
import type { RunPage } from '../../store/store.js';
import type { ApiDeps } from '../deps.js';
import type { RunView } from './join-run.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import { inTime, PATIENCE_MS } from '../request/in-time.js';
import { viewRun } from './join-run.js';

/** A run and who answered for it. */
export interface RunReading {
  readonly run?: RunView;
  readonly source: Source;
}

export type Source = 'temporal' | 'store';

export interface RunReader {
  /** The pipeline's newest run. */
  latest(pipeline: PipelineSettings): Promise<RunReading>;
  /** Throws RUN_UNKNOWN. */
  byId(runId: string): Promise<RunReading & { run: RunView }>;
  /** A page of the store's runs, brought up to date; the first page begins with runs that no worker has seen yet. */
  list(query: { pipelines: readonly PipelineSettings[]; page: RunPage; addNew: boolean }): Promise<RunView[]>;
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

  const describe = (run: RunRef): Promise<Asked> =>
    runs.describe(run).then(
      (description) => ({ answered: true, description }),
      (error: unknown) => {
        if (isStevedoreError(error)) return { answered: false, description: undefined, problem: error };
        throw error;
      },
    );

  const view = (pipeline: PipelineSettings, record: RunRecord | undefined, asked: Asked): RunView | undefined =>
    steady(
      viewRun({
        kind: pipeline.kind,
        pipeline: pipeline.name,
        settings: pipeline,
        record,
        description: asked.description,
        temporalAnswered: asked.answered,
      }),
    );

  const pipelineOf = (name: string): PipelineSettings | undefined =>
    settings.pipelines.find((pipeline) => pipeline.name === name);

  const known = async (record: RunRecord): Promise<Reading> => {
    const pipeline = pipelineOf(record.pipeline);
    // The workflow of a start that found a run under way is its launcher's.
    if (pipeline === undefined || record.status === 'not_started')
      return { source: 'temporal', run: withoutPipeline(record) };
    const asked = await describe(refOf(record));
    return { ...readingOf([asked]), run: view(pipeline, record, asked) };
  };

  const joined = (record: RunRecord, asked: Asked): RunView | undefined => {
    const pipeline = pipelineOf(record.pipeline);
    return pipeline === undefined ? withoutPipeline(record) : view(pipeline, record, asked);
  };

  /**
   * A run that no worker has opened yet has no row: it was started here, or is in Temporal's index, or, where that is
   * late, of a pipeline's fixed id. Each pipeline is asked last: while many runs are asked for in one moment and the
   * store is slow, as many questions for each run would keep Temporal from answering any.
   */
  const searched = async (runId: string): Promise<Reading & { asked?: Asked }> => {
    const first = await indexed(runId);
    if (first?.asked.description !== undefined)
      return { ...readingOf([first.asked]), asked: first.asked, run: view(first.pipeline, undefined, first.asked) };
    const all = await Promise.all(
      settings.pipelines.map(async (pipeline) => ({ pipeline, asked: await describe({ ...newest(pipeline), runId }) })),
    );
    const found = all.find(({ asked }) => asked.description !== undefined);
    const reading = readingOf(all.map(({ asked }) => asked));
    if (found === undefined) return reading;
    return { ...reading, asked: found.asked, run: view(found.pipeline, undefined, found.asked) };
  };

  /** `problem`: of the store first, where neither it nor Temporal knows the run. */
  const sought = async (runId: string, row: Promise<RunRecord | undefined>, limitMs?: number): Promise<Reading> => {
    const storing = settled(row, limitMs);
    // The row says where to look. A store that is slow to answer is not waited for.
    const early = await Promise.race([storing, sleep(HEAD_START_MS, undefined, { ref: false })]);
    const searching = early?.value === undefined ? searched(runId) : undefined;
    const [stored, search] = await Promise.all([storing, searching]);
    const record = stored.value;
    if (record !== undefined && search?.asked === undefined) return known(record);
    const run = record !== undefined && search?.asked !== undefined ? joined(record, search.asked) : search?.run;
    return { source: search?.source ?? 'store', run, problem: stored.problem ?? search?.problem };
  };

  const indexed = async (runId: string): Promise<{ pipeline: PipelineSettings; asked: Asked } | undefined> => {
    const workflowId = await runs.find(runId).catch(() => undefined);
    if (workflowId === undefined || readWorkflowId(workflowId) === undefined) return undefined;
    const asked = await describe({ workflowId, runId });
    const pipeline = pipelineOf(asked.description?.pipeline ?? '');
    return pipeline && { pipeline, asked };
  };

  /**
   * What is open and not on the page: the runs of pipelines and such jobs as no worker has opened yet, so that the
   * store has no row of them. Where Temporal's index does not say it all, each pipeline is asked; where there are many,
   * what the index says of each is enough.
   */
  const notOnPage = async (
    pipelines: readonly PipelineSettings[],
    known: readonly RunView[],
  ): Promise<{ pipeline: PipelineSettings; asked: Asked }[]> => {
    const open = await runs.openRuns().catch(() => undefined);
    const onPage = new Set(known.map(({ runId }) => runId));
    const named = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
    const found = [...(open?.runs ?? []), ...(open?.unlisted ?? [])].flatMap((listed) => {
      const pipeline = named.get(listed.pipeline);
      const isOf = pipeline !== undefined && readWorkflowId(listed.workflowId)?.kind === pipeline.kind;
      return !isOf || onPage.has(listed.runId) ? [] : [{ pipeline, listed }];
    });
    const isLate = new Set(open?.unlisted);
    const read = async ({ pipeline, listed }: (typeof found)[number]) => {
      const { workflowId, runId } = listed;
      if (workflowId !== newest(pipeline).workflowId && (await settled(store.runs.get(runId))).value !== undefined)
        return [];
      const asWell = found.length <= MOST_ASKED || isLate.has(listed);
      const asked = asWell ? await describe({ workflowId, runId }) : undefined;
      return [{ pipeline, asked: asked?.answered === true ? asked : { answered: true, description: listed } }];
    };
    const each = open?.complete === true ? [] : pipelines;
    const [ofIndex, ofPipelines] = await Promise.all([
      Promise.all(found.slice(0, MOST_FOUND).map(read)),
      Promise.all(each.map(async (pipeline) => ({ pipeline, asked: await describe(newest(pipeline)) }))),
    ]);
    const ids = new Set(ofIndex.flat().map(({ asked }) => asked.description?.runId));
    return [...ofIndex.flat(), ...ofPipelines.filter(({ asked }) => !ids.has(asked.description?.runId))];
  };

  return {
    latest: async (pipeline) => {
      const [ofPipeline, stored] = await Promise.all([
        describe(newest(pipeline)),
        settled(store.runs.latest(pipeline.name)),
      ]);
      if (!ofPipeline.answered && stored.problem !== undefined) throw stored.problem;
      const source: Source = ofPipeline.answered ? 'temporal' : 'store';
      const record = stored.value;
      // A job is newer than the newest run of the pipeline's own id, or it is not the latest.
      const isJob = record !== undefined && record.workflowId !== newest(pipeline).workflowId;
      const asked =
        isJob && !(ofPipeline.description !== undefined && isNewer(ofPipeline.description, record))
          ? await describe(refOf(record))
          : ofPipeline;
      const { description } = asked;
      const same = record?.runId === description?.runId;
      const run =
        description !== undefined && (same || isNewer(description, record))
          ? view(pipeline, same ? record : undefined, asked)
          : view(pipeline, record, { ...asked, description: undefined });
      return { source, ...(run === undefined ? {} : { run }) };
    },

    byId: async (runId) => {
      const row = store.runs.get(runId);
      const first = await sought(runId, row);
      // A server that is busy, not away, is given more time before nobody is said to answer.
      const reading =
        first.run === undefined && first.problem !== undefined ? await sought(runId, row, PATIENCE_MS) : first;
      if (reading.run !== undefined) return { run: reading.run, source: reading.source };
      throw (
        reading.problem ??
        new StevedoreError('RUN_UNKNOWN', `Cannot find the run "${runId}": it is unknown`, { details: { runId } })
      );
    },

    list: async ({ pipelines, page, addNew }) => {
      const opened = page.runs.map(async (record) => {
        const pipeline = pipelineOf(record.pipeline);
        if (record.status !== 'running' || pipeline === undefined) return withoutPipeline(record);
        return view(pipeline, record, await describe(refOf(record)));
      });
      const known = (await Promise.all(opened)).filter((run) => run !== undefined);
      if (!addNew) return known;
      const fresh = (await notOnPage(pipelines, known)).flatMap(({ pipeline, asked }) => {
        const run = asked.description?.status === 'running' ? view(pipeline, undefined, asked) : undefined;
        return run === undefined || known.some(({ runId }) => runId === run.runId) ? [] : [run];
      });
      return [...fresh.sort((a, b) => b.startedAt.localeCompare(a.startedAt)), ...known];
    },
  };
};

const KEPT = 1_000;
const MOST_FOUND = 400;
/** So many runs are asked for one by one, for what their steps do right now. */
const MOST_ASKED = 20;

/** How much earlier the store is asked than Temporal. */
const HEAD_START_MS = 150;

const settled = <T>(reading: Promise<T>, limitMs?: number): Promise<{ value?: T | undefined; problem?: Error }> =>
  inTime(reading, limitMs).then(
    (value) => ({ value }),
    (error: unknown) => ({ problem: error instanceof Error ? error : new Error(String(error)) }),
  );

interface Reading {
  readonly source: Source;
  readonly run?: RunView | undefined;
  readonly problem?: Error | undefined;
}

const readingOf = (all: readonly Asked[]): Reading => {
  const problem = all.find(({ answered }) => !answered)?.problem;
  return { source: problem === undefined ? 'temporal' : 'store', ...(problem === undefined ? {} : { problem }) };
};

const newest = ({ kind, name }: PipelineSettings): RunRef => ({ workflowId: pipelineWorkflowId(kind, name) });

const refOf = ({ workflowId, runId }: RunRecord): RunRef => ({ workflowId, runId });

interface Asked {
  readonly answered: boolean;
  readonly description: RunDescription | undefined;
  readonly problem?: StevedoreError;
}

/** Of a pipeline's own id Temporal allows one open run, so that is the newest of them; a job may be newer. */
const isNewer = (description: RunDescription, record: RunRecord | undefined): boolean =>
  record === undefined ||
  description.startTime >= record.startedAt ||
  (description.status === 'running' && description.workflowId === record.workflowId);

/** A row whose pipeline is no longer configured, or that needs no second opinion. */
const withoutPipeline = (record: RunRecord | undefined): RunView | undefined =>
  record && viewRun({ kind: record.kind, pipeline: record.pipeline, record, temporalAnswered: false });
