import { findConnection } from '../../contracts/connections/connection.js';
import { endsOf } from '../../contracts/database-sync/input.js';
import { StevedoreError } from '../../contracts/errors.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { RunRecord } from '../../contracts/runs/run-record.js';
import { isSameDatabase } from '../../database-sync/check-destination.js';
import { inputOf, openRuns } from '../../database-sync/open-runs.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { SyncContext, SyncStep } from './sync-context.js';

type Rules = Pick<ActivityDeps, 'settings' | 'store'>;

/**
 * Throws DESTINATION_BUSY while another run writes the same database: one of another pipeline, or one whose starter
 * named the database. Who has taken the right to write there keeps it until it ends; `holder` is the run that took it
 * last. Of those that have not, the one that began earliest goes on. Connections that lead to one address, port and
 * database are one.
 */
export const assertFree = async (
  { settings, store }: Rules,
  { runId }: Pick<SyncStep, 'runId'>,
  { destination }: Pick<SyncContext, 'destination'>,
  holder?: string,
): Promise<void> => {
  if (destination === undefined || holder === runId) return;
  if (holder !== undefined) await assertEnded(store, destination.name, holder);
  const pipelines = pipelinesOf(settings, 'database-sync');
  const open = await openRuns({ settings, store });
  const own = open.find((run) => run.runId === runId);
  for (const other of open) {
    if (other.runId === runId || (own !== undefined && !isEarlier(other, own))) continue;
    const configured = pipelines.find(({ name }) => name === other.pipeline);
    const written = endsOf(inputOf(other), configured).destination;
    if (written !== undefined && (await isSame(settings, written, destination))) throw busy(destination.name, other);
  }
};

/** Throws DESTINATION_BUSY while the run that has taken the right to write the database goes on. */
export const assertEnded = async (store: Rules['store'], destination: string, holder: string): Promise<void> => {
  const run = await store.runs.get(holder);
  if (run?.status === 'running') throw busy(destination, run);
};

const busy = (destination: string, { runId, pipeline }: RunRecord): StevedoreError =>
  new StevedoreError(
    'DESTINATION_BUSY',
    `Cannot write into "${destination}" now: the run ${runId} of "${pipeline}" does`,
  );

const isEarlier = (one: RunRecord, other: RunRecord): boolean =>
  one.startedAt === other.startedAt ? one.runId < other.runId : one.startedAt < other.startedAt;

const isSame = async (
  settings: Rules['settings'],
  written: string,
  destination: NonNullable<SyncContext['destination']>,
): Promise<boolean> => {
  if (written === destination.name) return true;
  if (!settings.connections.some((each) => each.name === written)) return false;
  const other = findConnection(settings, written);
  return other.kind === 'postgres' && isSameDatabase(other, destination);
};
