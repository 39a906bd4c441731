/** How far the import of a project is; `completed` also where records were rejected. */
export type ProjectJobStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/** What became of one file of a job. */
export interface JobFile {
  readonly fileNo: number;
  readonly name: string;
  /** `schema.table`. */
  readonly table: string;
  readonly state: 'pending' | 'running' | 'completed' | 'skipped' | 'failed';
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly rejected: number;
  /** Why it could not be imported. */
  readonly error?: string;
}

/** Something that went wrong in a job. */
export interface JobProblem {
  /** An error's code, or `record` where a record was rejected. */
  readonly type: string;
  readonly message: string;
  /** Absent where it is the job as a whole. */
  readonly fileNo?: number;
}

/** What is known of a job when it is over. */
export interface JobEnd {
  readonly status: Extract<ProjectJobStatus, 'completed' | 'failed' | 'cancelled'>;
  readonly startedAt?: string;
  readonly completedAt: string;
  readonly files: readonly JobFile[];
  /** The first 1,000; those of records in the order of files and lines. */
  readonly problems: readonly JobProblem[];
  readonly warnings: readonly string[];
}

/** An import of a project, as the store keeps it. */
export interface ProjectJob {
  /** A UUID: the id of the run's workflow ends with it, and it is that of its definition. */
  readonly id: string;
  readonly projectId: string;
  readonly project: string;
  /** Of this machine, where it imports no files of a server. */
  readonly files?: readonly string[];
  readonly status: ProjectJobStatus;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly askedBy: string;
  /** Absent until the run is known to have started. */
  readonly runId?: string;
  /** Whole once it is over. */
  readonly end?: JobEnd;
}

/** Problems of one job that are kept. */
export const MOST_PROBLEMS = 1_000;
