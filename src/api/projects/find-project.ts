import { StevedoreError } from '../../contracts/errors.js';
import type { ImportProject, ProjectConnection } from '../../contracts/projects/project.js';
import type { ApiStore } from '../deps.js';
import { inTime } from '../request/in-time.js';

/** The connection with this id; throws CONNECTION_UNKNOWN. */
export const findConnection = async (
  store: Pick<ApiStore, 'projectConnections'>,
  id: string,
): Promise<ProjectConnection> => {
  const found = await inTime(store.projectConnections.get(id.slice(0, 36)));
  if (found !== undefined) return found;
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot use the connection "${id.slice(0, 100)}": there is none with this id; GET /connections lists them`,
  );
};

/** The project of this name; throws PROJECT_UNKNOWN. */
export const findProject = async (store: Pick<ApiStore, 'projects'>, name: string): Promise<ImportProject> => {
  const found = await inTime(store.projects.get(name.slice(0, 64)));
  if (found !== undefined) return found;
  const known = (await inTime(store.projects.list())).map((one) => `"${one.name}"`).slice(0, 20);
  throw new StevedoreError(
    'PROJECT_UNKNOWN',
    `Cannot use the project "${name.slice(0, 100)}": ${known.length === 0 ? 'there are none; POST /projects makes one' : `there are ${known.join(', ')}`}`,
  );
};

export const nameTaken = (what: string, name: string): StevedoreError =>
  new StevedoreError('NAME_TAKEN', `Cannot make the ${what} "${name}": there is one of this name; PUT changes it`);
