import type { Logger } from '../../contracts/logger.js';
import type { LiveWorker } from '../../connectors/temporal/list-live-workers.js';
import type { ApiDeps } from '../deps.js';
import { inTime } from '../request/in-time.js';
import { keepLooking } from '../request/keep-looking.js';
import { shareReadings } from '../request/share-readings.js';
import type { Dependency } from './dependencies.js';
import { DEPENDENCIES } from './dependencies.js';

/** How a dependency was found just now. */
export interface DependencyState {
  readonly name: Dependency;
  /** `unknown`: only another dependency, which is away, could tell. */
  readonly state: 'ok' | 'away' | 'unknown';
  /** When it was first seen away (ISO 8601), by this process. */
  readonly since?: string;
  readonly reason?: string;
}

/**
 * 1. A dependency is away from the first look that finds it so to the first that does not.
 * 2. Who asks gets what a look finds that began at the earliest when it asked, or one that was under way.
 * 3. With `begin` it looks by itself too, so that `since` is right to some seconds although nobody asks.
 * 4. Each change is in the log once.
 */
export interface DependencyWatch {
  /** Never throws; answers within a second. */
  look(): Promise<Found>;
  /** Looks by itself, until the returned function is called. */
  begin(everyMs?: number): () => void;
}

export interface Found {
  readonly states: readonly DependencyState[];
  /** Of the shared queue; empty where Temporal does not say. */
  readonly workers: readonly LiveWorker[];
}

type WatchDeps = Pick<ApiDeps, 'lookAtTarget'> & {
  readonly runs: Pick<ApiDeps['runs'], 'ping' | 'workers'>;
  readonly store: Pick<ApiDeps['store'], 'ping'>;
  readonly logger: Logger;
};

export const createDependencyWatch = ({ runs, store, lookAtTarget, logger }: WatchDeps): DependencyWatch => {
  const away = new Map<Dependency, string>();
  const share = shareReadings<Found>();

  const stateOf = (name: Dependency, reason: string | undefined, firstSeen?: string): DependencyState => {
    const since = away.get(name);
    if (reason === undefined) {
      if (since !== undefined) logger.info({ dependency: name, since }, `The ${name} is back`);
      away.delete(name);
      return { name, state: 'ok' };
    }
    const seen = firstSeen ?? since ?? new Date().toISOString();
    if (since === undefined) logger.warn({ dependency: name, since: seen, reason }, `The ${name} is away`);
    away.set(name, seen);
    return { name, state: 'away', since: seen, reason };
  };

  const lookNow = async (): Promise<Found> => {
    const [temporal, workers, stored, target] = await Promise.all([
      reasonOf(runs.ping()),
      runs.workers().catch(reasonOfError),
      reasonOf(inTime(store.ping())),
      lookAtTarget?.(),
    ]);
    const found = typeof workers === 'string' ? [] : workers;
    const noWorker = (): DependencyState => {
      if (temporal !== undefined) return { name: 'worker', state: 'unknown' };
      if (typeof workers === 'string') return stateOf('worker', workers);
      return stateOf('worker', found.length > 0 ? undefined : 'no worker gave a sign of life in the last 15 seconds');
    };
    const states: Readonly<Record<Dependency, () => DependencyState>> = {
      temporal: () => stateOf('temporal', temporal),
      worker: noWorker,
      store: () => stateOf('store', stored),
      target: () => stateOf('target', target?.reason, target?.since),
    };
    const known = DEPENDENCIES.filter((name) => name !== 'target' || lookAtTarget !== undefined);
    return { states: known.map((name) => states[name]()), workers: found };
  };
  const look = (): Promise<Found> => share('', lookNow);

  return {
    look,
    begin: (everyMs = EVERY_MS) =>
      keepLooking(
        async () => void (await look()),
        everyMs,
        (err) => logger.warn({ err }, 'Cannot look for what is away'),
      ),
  };
};

const EVERY_MS = 10_000;

const reasonOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const reasonOf = (reaching: Promise<unknown>): Promise<string | undefined> =>
  reaching.then(() => undefined, reasonOfError);
