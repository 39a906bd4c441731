import { setTimeout as sleep } from 'node:timers/promises';
import type { RunJson } from '../../api/runs/run-schema.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { EndListener } from './listen-for-end.js';
import { listenForEnd } from './listen-for-end.js';
import { createProgressDisplay } from './progress-display.js';

export interface WaitOptions {
  /** Milliseconds. @default no limit */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between two polls. @default from 250 on a terminal, growing with the run to at most 1_000 */
  readonly pollMs?: number;
}

export interface WaitResult {
  readonly why: 'ended' | 'timeout' | 'interrupted';
  readonly run: RunJson | undefined;
}

/**
 * Follows a run to its end and shows its progress; waits up to a minute for an API that restarts. The run's events tell
 * the end, so that nobody has to ask for it at the right moment.
 */
export const waitForRun = async (
  context: Pick<CommandContext, 'err' | 'redraws' | 'screen' | 'eraseLines' | 'interrupted'>,
  api: ApiClient,
  runId: string,
  { timeoutMs, pollMs }: WaitOptions = {},
): Promise<WaitResult> => {
  const display = createProgressDisplay(context);
  const startedMs = Date.now();
  const deadline = timeoutMs === undefined ? Infinity : Date.now() + timeoutMs;
  let run: RunJson | undefined;
  let silentSince: number | undefined;
  let lastStepMs: number | undefined;
  let ended: RunJson | undefined;
  let wake = (): void => undefined;
  const onInterrupt = (): void => wake();
  context.interrupted.addEventListener('abort', onInterrupt);
  const listen = () =>
    listenForEnd(api, runId, (told) => {
      ended = told;
      wake();
    });
  let listener = listen();
  let listenedMs = startedMs;
  try {
    for (;;) {
      if (context.interrupted.aborted) return { why: 'interrupted', run };
      try {
        run = ended ?? (await api.get<RunJson>(`/api/v1/runs/${runId}`));
        silentSince = undefined;
        display.update(run);
        if (run.status !== 'running') return { why: 'ended', run };
        lastStepMs = isNearItsEnd(run) ? (lastStepMs ?? Date.now()) : undefined;
      } catch (error) {
        if (!isStevedoreError(error) || !error.retryable) throw error;
        if (silentSince === undefined) display.note(`${error.message}; trying again`);
        silentSince ??= Date.now();
        if (Date.now() - silentSince > PATIENCE_MS) throw error;
      }
      if (Date.now() >= deadline) return { why: 'timeout', run };
      const isDeaf = !listener.listening() && Date.now() - listenedMs > OPENED_MS;
      if (isDeaf && Date.now() - listenedMs >= LISTEN_AGAIN_MS) {
        listener.stop();
        listener = listen();
        listenedMs = Date.now();
      }
      const usual =
        pollMs ?? (isDeaf && endsSoon(lastStepMs) ? ENDING_MS : pauseAfter(Date.now() - startedMs, listener, context));
      const pause = Math.max(0, Math.min(usual, deadline - Date.now()));
      const woken = new AbortController();
      wake = () => woken.abort();
      if (ended === undefined && !context.interrupted.aborted)
        await sleep(pause, undefined, { signal: woken.signal }).catch(() => undefined);
    }
  } finally {
    listener.stop();
    context.interrupted.removeEventListener('abort', onInterrupt);
    display.end();
  }
};

/**
 * A second matters in a short run, but not in a long one, nor where nobody looks on and the end is told; and each poll
 * takes processor time from the run.
 */
const pauseAfter = (waitedMs: number, { listening }: EndListener, { redraws }: Pick<CommandContext, 'redraws'>) =>
  listening() && !redraws ? 1_000 : Math.min(1_000, Math.max(250, waitedMs / 40));

/** Its work is done, and what follows takes less than a second, unless it waits for somebody. */
const isNearItsEnd = ({ progress, wait }: RunJson): boolean => progress >= NEAR && wait === null;
const endsSoon = (sinceMs: number | undefined): boolean =>
  sinceMs !== undefined && Date.now() - sinceMs < SHORT_ENDING_MS;

/** Percent. */
const NEAR = 86;
const SHORT_ENDING_MS = 1_000;
const ENDING_MS = 25;

/** A stream is open by then. */
const OPENED_MS = 500;
const LISTEN_AGAIN_MS = 5_000;
const PATIENCE_MS = 60_000;
