import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { connectionsOf, findConnection } from '../../contracts/connections/connection.js';
import type { SyncEnds } from '../../contracts/database-sync/input.js';
import type { DatabaseSyncSettings } from '../../contracts/database-sync/settings.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { StoreSettings } from '../../contracts/settings.js';
import type { DestinationRules } from '../../database-sync/check-destination.js';
import { checkDestination, checkIdentity } from '../../database-sync/check-destination.js';
import { checkStore } from '../../database-sync/check-store.js';
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
  /** Where the runs are kept. */
  readonly store: StoreSettings;
}

/** Throws PIPELINE_UNKNOWN, PIPELINE_DISABLED, CONNECTION_UNKNOWN. */
export const syncContext = ({ settings }: ActivityDeps, { pipeline, ends }: SyncStep): SyncContext => ({
  pipeline: pipelineSettings(settings, 'database-sync', pipeline),
  ...(ends.source === undefined ? {} : { source: databaseOf(settings, ends.source) }),
  ...(ends.destination === undefined ? {} : { destination: databaseOf(settings, ends.destination) }),
  store: settings.store,
  rules: {
    sync: settings.sync,
    protected: connectionsOf(settings, 'postgres').filter(({ name }) => settings.sync.protected.includes(name)),
  },
});

/** The database that the step writes, for steps that only look at it. */
export const destinationOf = (context: SyncContext): ConnectionOf<'postgres'> => {
  if (context.destination !== undefined) return context.destination;
  throw new StevedoreError('REQUEST_INVALID', 'Cannot write a database: the run has no destination');
};

export interface WritableOptions {
  readonly signal?: AbortSignal;
  /** Whether the step, or what follows from it, renames the database. */
  readonly renames: boolean;
  /** Whether the step reads the source, which must be another database. */
  readonly reads?: boolean;
}

/**
 * The database that the step writes, after a look at whether it may be written: by the settings of this worker, as they
 * are now. Every step that writes begins so, because another worker has checked it, perhaps hours ago. Throws
 * DESTINATION_REFUSED.
 */
export const writableDestination = async (
  context: SyncContext,
  { signal, renames, reads = false }: WritableOptions,
): Promise<ConnectionOf<'postgres'>> => {
  const destination = destinationOf(context);
  const { rules, source, store } = context;
  await checkDestination(destination, rules);
  if (renames) await checkStore(destination, store, signal);
  await checkIdentity(destination, rules, reads ? source : undefined, signal === undefined ? {} : { signal });
  return destination;
};

const databaseOf = (settings: ActivityDeps['settings'], name: string): ConnectionOf<'postgres'> => {
  const found = findConnection(settings, name);
  if (found.kind === 'postgres') return found;
  throw new StevedoreError(
    'CONNECTION_UNKNOWN',
    `Cannot copy "${name}": it is a connection of the kind "${found.kind}", not "postgres"`,
  );
};
