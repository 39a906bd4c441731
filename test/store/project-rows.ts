import type { JobEnd, ProjectJob } from '../../src/contracts/projects/project-job.js';
import type { ImportProject, ProjectConnection } from '../../src/contracts/projects/project.js';
import type { Store } from '../../src/store/store.js';

const at = '2026-01-02T03:04:05.678Z';

export const CONNECTION: ProjectConnection = {
  id: 'c',
  name: 'Kunden 🚢',
  description: 'ß',
  shownUrl: 'postgres://anna:***@db/app',
  secretId: 's',
  createdAt: at,
  updatedAt: at,
};

export const PROJECT: ImportProject = {
  id: 'p',
  name: 'customer_abc',
  connectionId: 'c',
  config: { sftp: { host: 'ä', password: '***' } },
  secretId: 't',
  createdAt: at,
  updatedAt: at,
};

export const JOB: ProjectJob = {
  id: 'j',
  projectId: 'p',
  project: 'customer_abc',
  files: ['/inbox/ä.csv'],
  status: 'pending',
  createdAt: at,
  askedBy: 'anna',
};

const counts = { inserted: 3, updated: 2, unchanged: 1, superseded: 0, rejected: 1 };

export const END: JobEnd = {
  status: 'failed',
  startedAt: at,
  completedAt: '2026-01-02T04:00:00.001Z',
  files: [
    { fileNo: 1, name: 'ä.csv', table: 'public.ä', state: 'completed', ...counts, inserted: 5_000_000_000 },
    { fileNo: 2, name: 'b.csv', table: 'public.b', state: 'failed', ...counts, rejected: 0, error: 'Cannot: no' },
  ],
  problems: [
    { type: 'COLUMN_MISSING', message: 'the import has failed' },
    { type: 'record', message: 'line 5: it is wrong 🚢', fileNo: 1 },
  ],
  warnings: ['slow'],
};

/** A connection, a project of it, and an import that is over. */
export const addProjectRows = async ({ projectConnections, projects, projectJobs }: Store): Promise<void> => {
  await projectConnections.add(CONNECTION);
  await projects.add(PROJECT);
  await projectJobs.add(JOB);
  await projectJobs.close(JOB.id, END);
};
