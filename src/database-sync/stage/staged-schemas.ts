import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { stagingName } from '../generation-names.js';
import type { SyncSource } from '../source/sync-source.js';
import type { StagedSchema } from './staging.js';

/** What a run's staging is called: schemas, or a database. */
export interface StagingNames {
  readonly names: readonly string[];
  readonly ownDatabase: boolean;
}

/** The schemas of a source as they are staged: in a database of its own under their true names. */
export const stagedSchemas = ({ schemas }: Pick<SyncSource, 'schemas'>, ownDatabase: boolean): StagedSchema[] =>
  schemas.map((name) => ({ name, staging: ownDatabase ? name : stagingName(name) }));

/** What staging is called: its schemas, or its database. */
export const stagingNames = (
  target: Pick<PostgresSettings, 'database'>,
  schemas: readonly string[],
  ownDatabase: boolean,
): string[] =>
  ownDatabase ? [stagingName(target.database)] : stagedSchemas({ schemas }, false).map(({ staging }) => staging);
