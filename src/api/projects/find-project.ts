import { StevedoreError } from '../../contracts/errors.js';
import type { ImportProject, ProjectConnection } from '../../contracts/projects/project.js';
import type { ApiStore } from '../deps.js';
import { inTime } from '../request/in-time.js';

/** What a project may be called. */
export const PROJECT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What a connection may be called: anything that can be read. */
export const CONNECTION_NAME = /^[^\u0000-\u001f\u007f]{1,64}$/;

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** The connection with this id; throws CONNECTION_UNKNOWN. */
export const findConnection = async (
  store: Pick<ApiStore, 'projectConnections'>,
  id: string,
): Promise<ProjectConnection> => {
  const found = isUuid(id) ? await inTime(store.projectConnections.get(id)) : undefined;
  if (found !== undefined) return found;
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot use the connection "${id.slice(0, 100)}": there is none with this id; GET /connections lists them`,
  );
};

/** The project of this name; throws PROJECT_UNKNOWN. */
export const findProject = async (store: Pick<ApiStore, 'projects'>, name: string): Promise<ImportProject> => {
  const found = PROJECT_NAME.test(name) ? await inTime(store.projects.get(name)) : undefined;
  if (found !== undefined) return found;
  const known = (await inTime(store.projects.list())).map((one) => `"${one.name}"`).slice(0, 20);
  throw new StevedoreError(
    'PROJECT_UNKNOWN',
    `Cannot use the project "${name.slice(0, 100)}": ${known.length === 0 ? 'there are none; POST /projects makes one' : `there are ${known.join(', ')}`}`,
  );
};

export const nameTaken = (what: string, name: string): StevedoreError =>
  new StevedoreError('NAME_TAKEN', `Cannot make the ${what} "${name}": there is one of this name; PUT changes it`);
