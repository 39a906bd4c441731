import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { connectionsOf, findConnection } from '../../contracts/connections/connection.js';
import type { SyncEnds } from '../../contracts/database-sync/input.js';
import type { DatabaseSyncSettings } from '../../contracts/database-sync/settings.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DestinationRules } from '../../database-sync/check-destination.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings } from '../run/pipeline-settings.js';

/** What every step of a database sync is asked with. */
export interface SyncStep {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly ends: SyncEnds;
}

/** The settings that a step works with. */
export interface SyncContext {
  readonly pipeline: DatabaseSyncSettings;
  readonly source?: ConnectionOf<'postgres'>;
  readonly destination?: ConnectionOf<'postgres'>;
  readonly rules: DestinationRules;
}

/** Throws PIPELINE_UNKNOWN, PIPELINE_DISABLED, CONNECTION_UNKNOWN. */
export const syncContext = ({ settings }: ActivityDeps, { pipeline, ends }: SyncStep): SyncContext => ({
  pipeline: pipelineSettings(settings, 'database-sync', pipeline),
  ...(ends.source === undefined ? {} : { source: databaseOf(settings, ends.source) }),
  ...(ends.destination === undefined ? {} : { destination: databaseOf(settings, ends.destination) }),
  rules: {
    sync: settings.sync,
    protected: connectionsOf(settings, 'postgres').filter(({ name }) => settings.sync.protected.includes(name)),
  },
});

/** The database that the step writes. */
export const destinationOf = (context: SyncContext): ConnectionOf<'postgres'> => {
  if (context.destination !== undefined) return context.destination;
  throw new StevedoreError('REQUEST_INVALID', 'Cannot write a database: the run has no destination');
};

const databaseOf = (settings: ActivityDeps['settings'], name: string): ConnectionOf<'postgres'> => {
  const found = findConnection(settings, name);
  if (found.kind === 'postgres') return found;
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot copy "${name}": it is a connection of the kind "${found.kind}", not "postgres"`,
  );
};
