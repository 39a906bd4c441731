import { statsOf } from '../../contracts/projects/job-stats.js';
import type { JobStats } from '../../contracts/projects/job-stats.js';
import type {
  JobEnd,
  JobFile,
  JobProblem,
  ProjectJob,
  ProjectJobStatus,
} from '../../contracts/projects/project-job.js';
import { MOST_PROBLEMS } from '../../contracts/projects/project-job.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import type { FileState, ImportedFile } from '../../contracts/table-import/snapshot.js';

/** How a run ended, as it is told outside. */
export interface ReportedEnd {
  readonly outcome: 'success' | 'skipped' | 'failed' | 'cancelled';
  readonly startedAt?: string;
  readonly completedAt: string;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly files: readonly ImportedFile[];
  readonly warnings: readonly string[];
}

/** The end of a job: that of its run, with what was rejected. */
export const jobEndOf = (
  { outcome, startedAt, completedAt, failure, files, warnings }: ReportedEnd,
  rejects: readonly Pick<StoredReject, 'fileNo' | 'line' | 'reasons'>[],
): JobEnd => {
  const ofFiles = files.flatMap(({ fileNo, error }): JobProblem[] =>
    error === undefined ? [] : [{ type: error.code, message: error.message, fileNo }],
  );
  const ofRun: JobProblem[] = failure === undefined ? [] : [{ type: failure.code, message: failure.message }];
  const ofRecords = rejects.map(
    ({ fileNo, line, reasons }): JobProblem => ({
      type: 'record',
      message: `line ${line}: ${reasons.map(reasonOf).join('; ')}`,
      fileNo,
    }),
  );
  return {
    status: outcome === 'success' || outcome === 'skipped' ? 'completed' : outcome,
    ...(startedAt === undefined ? {} : { startedAt }),
    completedAt,
    files: files.map(jobFileOf),
    problems: [...ofRun, ...ofFiles, ...ofRecords].slice(0, MOST_PROBLEMS),
    warnings,
  };
};

const reasonOf = ({ column, message }: StoredReject['reasons'][number]): string =>
  column === undefined ? message : `${column}: ${message}`;

/** A file of a run in the words of a job. */
export const jobFileOf = ({ fileNo, name, table, state, error, ...counts }: ImportedFile): JobFile => ({
  fileNo,
  name,
  table,
  state: STATES[state],
  inserted: counts.inserted,
  updated: counts.updated,
  unchanged: counts.unchanged,
  superseded: counts.superseded,
  rejected: counts.rejected,
  ...(error === undefined ? {} : { error: error.message }),
});

const STATES: Readonly<Record<FileState, JobFile['state']>> = {
  waiting: 'pending',
  fetching: 'running',
  staging: 'running',
  publishing: 'running',
  writing: 'running',
  done: 'completed',
  skipped: 'skipped',
  // What it is now is another file of the job.
  changed: 'skipped',
  failed: 'failed',
};

export interface FileResultJson {
  readonly filename: string;
  readonly table: string;
  readonly status: JobFile['state'];
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly rejected: number;
  readonly errors: readonly string[];
  readonly error: string | null;
}

export interface JobResultJson extends JobStats {
  readonly error: string | null;
  readonly warnings: readonly string[];
}

/** What is told of a job, in answers and callbacks. */
export interface JobJson {
  readonly job_id: string;
  /** In `/api/v1/runs`; null until it is known to have started. */
  readonly run_id: string | null;
  readonly project: string;
  readonly status: ProjectJobStatus;
  /** Percent. */
  readonly progress: number;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  /** Null until the end. */
  readonly result: JobResultJson | null;
  readonly file_results: readonly FileResultJson[];
}

/** A job that is over. */
export const endedJobJson = (
  { id, runId, project, createdAt }: Pick<ProjectJob, 'id' | 'runId' | 'project' | 'createdAt'>,
  end: JobEnd,
): JobJson => ({
  job_id: id,
  run_id: runId ?? null,
  project,
  status: end.status,
  progress: 100,
  created_at: createdAt,
  started_at: end.startedAt ?? null,
  completed_at: end.completedAt,
  result: {
    ...statsOf(end.files),
    error: end.problems.find(({ fileNo }) => fileNo === undefined)?.message ?? null,
    warnings: end.warnings,
  },
  file_results: fileResults(end.files, end.problems),
});

export const fileResults = (files: readonly JobFile[], problems: readonly JobProblem[]): readonly FileResultJson[] => {
  const ofFile = new Map<number, string[]>();
  for (const { type, fileNo, message } of problems) {
    if (type !== 'record' || fileNo === undefined) continue;
    ofFile.set(fileNo, [...(ofFile.get(fileNo) ?? []), message]);
  }
  return files.map(({ fileNo, name, state, error, ...rest }) => ({
    filename: name,
    status: state,
    ...rest,
    errors: ofFile.get(fileNo) ?? [],
    error: error ?? null,
  }));
};
