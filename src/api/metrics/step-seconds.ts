import type { LogLine, LogStore } from '../../store/store.js';

/** Seconds by step of the log: from a step's first line of a run to its last one, waits and repeats included. */
export type StepSeconds = ReadonlyMap<string, number>;

/** Lines that are looked at. */
const MOST = 10_000;

/**
 * Reads how long the steps of runs that have ended took; of each pipeline the last one is kept, so that a run's log is
 * read once.
 */
export const createStepReader = (logs: Pick<LogStore, 'list'>) => {
  const known = new Map<string, { readonly runId: string; readonly seconds: StepSeconds }>();
  return async (pipeline: string, runId: string): Promise<StepSeconds> => {
    const before = known.get(pipeline);
    if (before?.runId === runId) return before.seconds;
    const seconds = secondsOf(await logs.list({ runId, limit: MOST }));
    known.set(pipeline, { runId, seconds });
    return seconds;
  };
};

const secondsOf = (lines: readonly LogLine[]): StepSeconds => {
  const spans = new Map<string, { readonly from: number; readonly to: number }>();
  for (const { step, timestamp } of lines) {
    const at = Date.parse(timestamp);
    const { from, to } = spans.get(step) ?? { from: at, to: at };
    spans.set(step, { from: Math.min(from, at), to: Math.max(to, at) });
  }
  return new Map([...spans].map(([step, { from, to }]) => [step, (to - from) / 1_000]));
};
