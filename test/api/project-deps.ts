import type { ProjectDeps } from '../../src/api/projects/project-deps.js';
import { databaseOf } from '../../src/config/table-import/project/database-url.js';
import { readProject, settingsOfProject } from '../../src/config/table-import/project/read-project.js';

/** Projects whose databases are never reached. */
export const projectDeps: ProjectDeps = {
  readProject,
  settingsOfProject,
  databaseOf,
  test: () => Promise.resolve({ ok: false, latencyMs: 1, warnings: [] }),
  withTarget: () => Promise.reject(new Error('not needed')),
  host: 'here',
  folders: ['/inbox'],
  callbacks: {},
};
