import { findConnection } from '../../contracts/connections/connection.js';
import { endsOf } from '../../contracts/database-sync/input.js';
import { StevedoreError } from '../../contracts/errors.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import { inputOf, openRuns } from '../../database-sync/open-runs.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { SyncContext, SyncStep } from './sync-context.js';

type Rules = Pick<ActivityDeps, 'settings' | 'store'>;

/**
 * Throws DESTINATION_BUSY while a run that began earlier writes the same database: one of another pipeline, or one
 * whose starter named the database. Of two that begin together one goes on. Connections of two names to one address,
 * port and database are one.
 */
export const assertFree = async (
  { settings, store }: Rules,
  { runId }: Pick<SyncStep, 'runId'>,
  { destination }: Pick<SyncContext, 'destination'>,
): Promise<void> => {
  if (destination === undefined) return;
  const pipelines = pipelinesOf(settings, 'database-sync');
  const open = await openRuns({ settings, store });
  const own = open.find((run) => run.runId === runId);
  for (const other of open) {
    if (other.runId === runId || (own !== undefined && !isEarlier(other, own))) continue;
    const configured = pipelines.find(({ name }) => name === other.pipeline);
    const written = endsOf(inputOf(other), configured).destination;
    if (written === undefined || !isSame(settings, written, destination)) continue;
    throw new StevedoreError(
      'DESTINATION_BUSY',
      `Cannot write into "${destination.name}" now: the run ${other.runId} of "${other.pipeline}" does`,
    );
  }
};

const isEarlier = (one: RunRecord, other: RunRecord): boolean =>
  one.startedAt === other.startedAt ? one.runId < other.runId : one.startedAt < other.startedAt;

const isSame = (
  settings: Rules['settings'],
  written: string,
  { name, address, database }: NonNullable<SyncContext['destination']>,
): boolean => {
  if (written === name) return true;
  if (!settings.connections.some((each) => each.name === written)) return false;
  const other = findConnection(settings, written);
  return (
    other.kind === 'postgres' &&
    other.database === database &&
    other.address.port === address.port &&
    other.address.host === address.host
  );
};
