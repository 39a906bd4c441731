import { StevedoreError } from '../../../contracts/errors.js';
import type { TriggerBody } from './sync-schema.js';

/** A web service that gives its items page by page, by a connection of its own. */
export const apiSource = (_connection: string, _body: TriggerBody): never => {
  throw new StevedoreError('REQUEST_INVALID', 'Cannot sync: sources of the type "api" are not there yet');
};
