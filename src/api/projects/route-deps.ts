import type { ApiDeps } from '../deps.js';
import type { RunReader } from '../runs/read-runs.js';
import type { ProjectDeps } from './project-deps.js';

/** What the routes of projects work with. */
export type ProjectRouteDeps = Pick<ApiDeps, 'runs' | 'store' | 'logger'> & {
  readonly projects: ProjectDeps;
  readonly reader: Pick<RunReader, 'byId'>;
};
