import type { ImportProject, ProjectConnection } from '../../contracts/projects/project.js';
import type { JobEnd, ProjectJob } from '../../contracts/projects/project-job.js';

/** What projects of CSV files need of the store. Their secrets are among the store's secrets. */
export interface ProjectStores {
  readonly projectConnections: ProjectConnectionStore;
  readonly projects: ProjectStore;
  readonly projectJobs: ProjectJobStore;
}

export interface ProjectConnectionStore {
  /** Adds one; false where another has its name. */
  add(connection: ProjectConnection): Promise<boolean>;
  get(id: string): Promise<ProjectConnection | undefined>;
  byName(name: string): Promise<ProjectConnection | undefined>;
  /** By name. */
  list(): Promise<readonly ProjectConnection[]>;
  /** Changes the one with its id; false where another has its name. */
  update(connection: ProjectConnection): Promise<boolean>;
  /** Removes it, unless projects use it: their names. */
  remove(id: string): Promise<readonly string[]>;
}

export interface ProjectStore {
  /** Adds one; false where another has its name. */
  add(project: ImportProject): Promise<boolean>;
  /** By its name. */
  get(name: string): Promise<ImportProject | undefined>;
  /** By name. */
  list(): Promise<readonly ImportProject[]>;
  /** Changes the one with its id; its name stays. */
  update(project: ImportProject): Promise<void>;
  /** Its jobs stay. */
  remove(id: string): Promise<void>;
}

export interface ProjectJobStore {
  /** Adds a job; one that is there stays as it is. */
  add(job: ProjectJob): Promise<void>;
  /** With its end, once it is over. */
  get(id: string): Promise<ProjectJob | undefined>;
  /** Newest first, without their ends, and how many there are. */
  list(page: {
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly jobs: readonly ProjectJob[]; readonly total: number }>;
  /** Those that have not ended, the oldest first, at most 1,000. */
  open(): Promise<readonly ProjectJob[]>;
  /** Keeps which run it is; the first stays. */
  setRun(id: string, runId: string): Promise<void>;
  /** It runs; the first call stays. */
  begin(id: string, startedAt: string): Promise<void>;
  /** Ends it. The first end of its run stays; that of a later run, which is a retry, stands in its place. */
  close(id: string, end: JobEnd, runId?: string): Promise<void>;
}
