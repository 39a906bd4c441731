import type { ImportProject } from '../../contracts/projects/project.js';
import type { ApiStore } from '../deps.js';
import { inTime } from '../request/in-time.js';

/** The secrets of a project, by their places. Throws SECRETS_UNAVAILABLE and SECRET_UNKNOWN. */
export const openSecrets = async (
  { secrets }: Pick<ApiStore, 'secrets'>,
  { secretId }: Pick<ImportProject, 'secretId'>,
): Promise<Readonly<Record<string, string>>> =>
  secretId === undefined ? {} : (JSON.parse(await inTime(secrets.get(secretId))) as Record<string, string>);
