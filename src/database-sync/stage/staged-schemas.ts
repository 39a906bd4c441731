import { stagingName } from '../generation-names.js';
import type { SyncSource } from '../source/sync-source.js';
import type { StagedSchema } from './staging.js';

/** The schemas of a source as they are staged: in a database of its own under their true names. */
export const stagedSchemas = ({ schemas }: Pick<SyncSource, 'schemas'>, ownDatabase: boolean): StagedSchema[] =>
  schemas.map((name) => ({ name, staging: ownDatabase ? name : stagingName(name) }));
