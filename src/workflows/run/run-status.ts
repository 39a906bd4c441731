import { setCurrentDetails, setHandler, upsertMemo, upsertSearchAttributes, defineQuery } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES, STATUS_QUERY } from '../../contracts/temporal-names.js';
import { fitSnapshot } from '../../contracts/runs/fit-snapshot.js';
import type { Outcome } from '../../contracts/runs/run-result.js';
import type { RunFailure, RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { initialSnapshot } from '../../contracts/runs/run-snapshot.js';
import type { Wait } from '../../contracts/runs/wait.js';
import type { RunDescription } from './describe-run.js';
import { describeRun } from './describe-run.js';

export const statusQuery = defineQuery<RunSnapshot>(STATUS_QUERY);

export interface RunStatus<Detail = unknown> {
  readonly snapshot: () => RunSnapshot<Detail>;
  /** Shows a step; progress never falls within an attempt. */
  show(step: string, progress?: number, detail?: Detail): void;
  /** Shows what only this kind of run knows. */
  tell(detail: Detail): void;
  /** `detail` is what the attempt begins with. */
  beginAttempt(attempt: number, maxAttempts: number, detail?: Detail): void;
  readonly waiting: (wait: Wait | undefined) => void;
  /** Marks the current step as the one that failed; `failed` shows it again, whatever was cleaned up since. */
  readonly wentWrong: () => void;
  readonly failed: (failure: RunFailure) => void;
  /** Shows what could not be done although the run goes on. */
  readonly warned: (warnings: readonly string[]) => void;
  readonly outcome: (outcome: Outcome) => void;
}

/** What is said of a run in the Web UI, beside its snapshot. */
export interface StatusWords<Detail> extends Pick<RunDescription<Detail>, 'pipeline' | 'runId' | 'describe'> {
  readonly canGoBack?: ((detail: Detail | undefined) => boolean) | undefined;
}

/**
 * Keeps the snapshot of a run and shows it everywhere: in the memo (readable without a worker), as a search attribute,
 * in the Web UI and as the answer to the query `status`.
 */
export const trackStatus = <Detail>(words: StatusWords<Detail>): RunStatus<Detail> => {
  let snapshot = initialSnapshot as RunSnapshot<Detail>;
  let wrongStep: string | undefined;
  let ended: Outcome | undefined;
  const passed = new Set<string>();
  setHandler(statusQuery, () => snapshot, { description: 'what the run is doing' });

  const publish = (change: Partial<RunSnapshot<Detail>>) => {
    const stepChanged = change.step !== undefined && change.step !== snapshot.step;
    if (stepChanged && snapshot.attempt > 0 && ended === undefined) passed.add(snapshot.step);
    snapshot = { ...snapshot, ...change };
    if (stepChanged) upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.step, value: snapshot.step }]);
    upsertMemo({ status: fitSnapshot(snapshot) });
    tellDetails();
  };

  const tellDetails = () => {
    const before = [...passed].filter((step) => step !== snapshot.step && !NO_WORK.includes(step));
    setCurrentDetails(
      describeRun({
        ...words,
        snapshot,
        passed: before,
        canGoBack: words.canGoBack?.(snapshot.detail) ?? false,
        ...(ended === undefined ? {} : { outcome: ended }),
      }),
    );
  };

  return {
    snapshot: () => snapshot,
    show: (step, progress = snapshot.progress, detail) =>
      publish({
        step,
        progress: Math.max(progress, snapshot.progress),
        ...(detail === undefined ? {} : { detail }),
      }),
    tell: (detail) => publish({ detail }),
    beginAttempt: (attempt, maxAttempts, detail) => {
      passed.clear();
      publish({
        step: 'initialization',
        attempt,
        maxAttempts,
        progress: 0,
        ...(detail === undefined ? {} : { detail }),
      });
    },
    waiting: (wait) => {
      const { wait: _, ...rest } = snapshot;
      snapshot = rest;
      publish(wait === undefined ? {} : { wait, step: wait.kind === 'load' ? 'checking_load' : 'waiting' });
    },
    wentWrong: () => {
      wrongStep = snapshot.step;
    },
    failed: (lastFailure) => {
      // The search attribute keeps the last step: it is meant for running runs.
      if (wrongStep !== undefined) snapshot = { ...snapshot, step: wrongStep };
      wrongStep = undefined;
      publish({ lastFailure });
    },
    warned: (warnings) => {
      if (warnings.length === 0) return;
      const all = [...(snapshot.warnings ?? []), ...warnings.map((warning) => warning.slice(0, WARNING_LENGTH))];
      publish({ warnings: all.slice(0, WARNINGS_SHOWN) });
    },
    outcome: (outcome) => {
      ended = outcome;
      upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.outcome, value: outcome }]);
      tellDetails();
    },
  };
};

/** They are no work of the run. */
const NO_WORK: readonly string[] = ['initialization', 'waiting', 'checking_load'];

/** The result and the log have all of them, and in full. */
const WARNINGS_SHOWN = 3;
const WARNING_LENGTH = 300;
