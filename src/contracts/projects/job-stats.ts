import type { JobFile } from './project-job.js';

/** What became of all files of a job, in the words of seed 002's tables and answers. */
export interface JobStats {
  readonly files: number;
  readonly files_failed: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly superseded: number;
  /** Records that were rejected. */
  readonly errors: number;
}

export const statsOf = (files: readonly JobFile[]): JobStats => {
  const sum = (of: (file: JobFile) => number): number => files.reduce((all, file) => all + of(file), 0);
  return {
    files: files.length,
    files_failed: sum(({ state }) => (state === 'failed' ? 1 : 0)),
    inserted: sum(({ inserted }) => inserted),
    updated: sum(({ updated }) => updated),
    unchanged: sum(({ unchanged }) => unchanged),
    superseded: sum(({ superseded }) => superseded),
    errors: sum(({ rejected }) => rejected),
  };
};
