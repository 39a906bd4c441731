import type { Role } from '../../contracts/access/role.js';
import type { About } from './assert-about.js';

/** Which keys a route answers, as the last sentence of its description. */
export const describeAccess = (description: string | undefined, role: Role, about: About): string =>
  [description, `Needs a key with the role \`${role}\`${role === 'admin' ? '' : ' or more'}${whose(about)}.`]
    .filter((text) => text !== undefined)
    .join(' ');

const whose = (about: About): string => {
  if (about === 'installation') return ', for all pipelines';
  if (about === 'pipelines') return '; one for some pipelines sees those only';
  return about === 'run' ? ", for the run's pipeline" : ', for this pipeline';
};
