import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineJson } from '../../api/pipelines/routes.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { createBlock } from '../output/block.js';
import { EXIT } from '../output/exit-code.js';
import { createClock } from '../output/when.js';
import { pipelineTable } from './describe-pipeline.js';
import { formatRun } from './format-run.js';
import { listPipelines } from './status.js';

export interface WatchPipelinesOptions {
  /** Milliseconds. @default until Ctrl-C */
  readonly timeoutMs?: number | undefined;
  readonly json: boolean;
}

/**
 * Shows all pipelines every two seconds: on a terminal in one block that is redrawn, elsewhere a line on stdout
 * whenever a pipeline's state has changed. An API that does not answer is told once, and asked again.
 */
export const watchPipelines = async (
  context: CommandContext,
  api: ApiClient,
  { timeoutMs, json }: WatchPipelinesOptions,
): Promise<void> => {
  const { interrupted, redraws, screen } = context;
  const show = redraws && !json ? redrawn(context) : changesOnly(context, json);
  const deadline = Date.now() + (timeoutMs ?? Infinity);
  let isAway = false;
  while (!interrupted.aborted && Date.now() < deadline) {
    try {
      show.update(await listPipelines(api), screen()?.columns);
      isAway = false;
    } catch (error) {
      if (!isStevedoreError(error) || !error.retryable) throw error;
      if (!isAway) show.note(`${error.message}; trying again`);
      isAway = true;
    }
    const pause = Math.max(0, Math.min(EVERY_MS, deadline - Date.now()));
    await sleep(pause, undefined, { signal: interrupted }).catch(() => undefined);
  }
  show.end();
  if (!interrupted.aborted) context.exit(EXIT.stillWaiting);
};

const EVERY_MS = 2_000;

interface Display {
  update(pipelines: readonly PipelineJson[], width: number | undefined): void;
  note(text: string): void;
  end(): void;
}

const redrawn = (context: CommandContext): Display => {
  const { draw, note, end } = createBlock(context);
  return {
    update: (pipelines, width) => draw(pipelineTable(pipelines, createClock({ forPerson: true }), width && width - 1)),
    note,
    end,
  };
};

const changesOnly = ({ out, err }: CommandContext, json: boolean): Display => {
  const last = new Map<string, string>();
  return {
    update: (pipelines) => {
      for (const pipeline of pipelines) {
        const { name, latest_run: run } = pipeline;
        const state = [run?.run_id, run?.status, run?.current_step, run?.attempt, run?.wait?.id, run?.stuck].join('/');
        if (last.get(name) === state) continue;
        last.set(name, state);
        const text = run === null ? `${name}  idle, no run yet` : formatRun(run);
        out(`${json ? JSON.stringify(pipeline) : text}\n`);
      }
    },
    note: (text) => err(`${text}\n`),
    end: () => undefined,
  };
};
