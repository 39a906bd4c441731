import { setCurrentDetails, setHandler, upsertMemo, upsertSearchAttributes, defineQuery } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES, STATUS_QUERY } from '../../contracts/temporal-names.js';
import type { RemoteArchive } from '../../contracts/dump-import/archive.js';
import type { RunFailure, RunSnapshot, StepName } from '../../contracts/runs/run-snapshot.js';
import type { Wait } from '../../contracts/runs/wait.js';

export const statusQuery = defineQuery<RunSnapshot>(STATUS_QUERY);

/** The stages of one database, in order; the progress of the run is their average. */
const STAGES = ['downloading', 'extracting', 'importing', 'proved'] as const;
export type Stage = (typeof STAGES)[number];

/** Percent of the run at which each stage begins. */
const STAGE_PROGRESS: Readonly<Record<Stage, number>> = { downloading: 15, extracting: 35, importing: 45, proved: 85 };

export interface RunStatus {
  readonly snapshot: () => RunSnapshot;
  /** Shows a step; progress never falls within an attempt. */
  readonly show: (step: StepName, progress?: number) => void;
  readonly beginAttempt: (attempt: number, maxAttempts: number) => void;
  readonly remoteFiles: (files: readonly { archive: RemoteArchive; isNewer: boolean }[]) => void;
  readonly stage: (database: string, stage: Stage, file?: string) => void;
  readonly waiting: (wait: Wait | undefined) => void;
  /**
   * The step that is shown now is the one that something went wrong in; `failed` shows it again, whatever was tidied up
   * since.
   */
  readonly wentWrong: () => void;
  readonly failed: (failure: RunFailure) => void;
  /** Shows what could not be done although the run goes on. */
  readonly warned: (warnings: readonly string[]) => void;
  readonly outcome: (outcome: string) => void;
}

/**
 * Keeps the snapshot of a run and shows it everywhere: in the memo (readable without a worker), as a search attribute,
 * in the Web UI and as the answer to the query `status`.
 */
export const trackStatus = (databases: () => readonly string[]): RunStatus => {
  let snapshot: RunSnapshot = {
    step: 'initialization',
    attempt: 0,
    maxAttempts: 0,
    progress: 0,
    files: { remote: [], downloaded: [], extracted: [], imported: [] },
  };
  const stages = new Map<string, Stage>();
  let wrongStep: StepName | undefined;
  setHandler(statusQuery, () => snapshot, { description: 'what the run is doing' });

  const publish = (change: Partial<RunSnapshot>) => {
    const stepChanged = change.step !== undefined && change.step !== snapshot.step;
    snapshot = { ...snapshot, ...change };
    if (stepChanged) upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.step, value: snapshot.step }]);
    upsertMemo({ status: snapshot });
    setCurrentDetails(detailsOf(snapshot));
  };
  const show = (step: StepName, progress = snapshot.progress) =>
    publish({ step, progress: Math.max(progress, snapshot.progress) });

  return {
    snapshot: () => snapshot,
    show,
    beginAttempt: (attempt, maxAttempts) => {
      stages.clear();
      publish({
        step: 'initialization',
        attempt,
        maxAttempts,
        progress: 0,
        files: { remote: snapshot.files.remote, downloaded: [], extracted: [], imported: [] },
      });
    },
    remoteFiles: (files) =>
      publish({
        files: {
          ...snapshot.files,
          remote: files.map(({ archive: { filename, size, modTime }, isNewer }) => ({
            filename,
            size,
            modTime,
            isNewer,
          })),
        },
      }),
    stage: (database, stage, file) => {
      stages.set(database, stage);
      const files = file === undefined ? snapshot.files : withFile(snapshot.files, stage, file);
      const names = databases();
      const current = names.map((name) => stages.get(name) ?? 'downloading');
      const progress = Math.floor(
        current.reduce((sum, one) => sum + STAGE_PROGRESS[one], 0) / Math.max(1, names.length),
      );
      const first = STAGES.find((one) => current.includes(one)) ?? 'downloading';
      const behind = names.find((name) => (stages.get(name) ?? 'downloading') === first) ?? database;
      publish({
        files,
        step: first === 'importing' || first === 'proved' ? `importing_database_${behind}` : first,
        progress: Math.max(progress, snapshot.progress),
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
      // The search attribute stays at what was done last: it is for those that run.
      if (wrongStep !== undefined) snapshot = { ...snapshot, step: wrongStep };
      wrongStep = undefined;
      publish({ lastFailure });
    },
    warned: (warnings) => {
      if (warnings.length === 0) return;
      const all = [...(snapshot.warnings ?? []), ...warnings.map((warning) => warning.slice(0, WARNING_LENGTH))];
      publish({ warnings: all.slice(0, WARNINGS_SHOWN) });
    },
    outcome: (outcome) => upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.outcome, value: outcome }]),
  };
};

/** The memo has room for little; the result and the log have all of it. */
const WARNINGS_SHOWN = 3;
const WARNING_LENGTH = 300;

/** Reaching a stage is what proves the one before: the archive is there once its extraction begins. */
const withFile = (files: RunSnapshot['files'], stage: Stage, file: string): RunSnapshot['files'] => {
  switch (stage) {
    case 'downloading':
      return files;
    case 'extracting':
      return { ...files, downloaded: [...files.downloaded, file] };
    case 'importing':
      return { ...files, extracted: [...files.extracted, file] };
    case 'proved':
      return { ...files, imported: [...files.imported, file] };
  }
};

const detailsOf = ({ step, attempt, maxAttempts, progress, wait, lastFailure, warnings = [] }: RunSnapshot): string =>
  [
    `**${step}** · ${progress} % · attempt ${attempt} of ${maxAttempts}`,
    ...(wait === undefined
      ? []
      : [
          `${wait.kind === 'publish' ? 'Loaded and proved; waiting to publish' : 'Waiting'} until ${wait.until}: ${wait.reason}`,
        ]),
    ...(lastFailure === undefined ? [] : [`Last failure: ${lastFailure.code}: ${lastFailure.message}`]),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n\n');
