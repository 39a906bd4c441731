import type { KeyRecord } from '../../contracts/access/key-record.js';
import { StevedoreError } from '../../contracts/errors.js';

export type KeyLimits = Pick<KeyRecord, 'requestsPerMinute' | 'concurrentRequests'>;

/**
 * Holds stored keys to their limits, in this process.
 *
 * 1. A key may ask its requests of a minute evenly, and those of ten seconds at once, after a pause: its allowance
 *    grows all the time, up to that.
 * 2. A request counts as open until its handler has answered; that of a stream of events has by then.
 * 3. What is refused costs nothing: neither the allowance nor a place.
 */
export interface KeyLimit {
  /** Throws KEY_LIMIT_REACHED. The returned function says that the request is answered. */
  admit(keyId: string, limits: KeyLimits): () => void;
}

export const createKeyLimit = (now: () => number = () => performance.now()): KeyLimit => {
  const open = new Map<string, number>();
  const allowances = new Map<string, { left: number; at: number }>();

  const takeAllowance = (keyId: string, perMinute: number): void => {
    const most = Math.max(1, perMinute / BURSTS_A_MINUTE);
    const at = now();
    const known = allowances.get(keyId) ?? { left: most, at };
    const left = Math.min(most, known.left + ((at - known.at) * perMinute) / 60_000);
    if (left > 1 - ROUNDING) {
      allowances.set(keyId, { left: left - 1, at });
      return;
    }
    allowances.set(keyId, { left, at });
    throw refuse(`${perMinute} requests a minute`, Math.ceil(((1 - left) * 60) / perMinute));
  };

  return {
    admit: (keyId, { requestsPerMinute, concurrentRequests }) => {
      const own = open.get(keyId) ?? 0;
      if (concurrentRequests !== undefined && own >= concurrentRequests)
        throw refuse(`${concurrentRequests} requests at a time`, 1);
      if (requestsPerMinute !== undefined) takeAllowance(keyId, requestsPerMinute);
      open.set(keyId, own + 1);
      return () => {
        const left = (open.get(keyId) ?? 1) - 1;
        if (left > 0) open.set(keyId, left);
        else open.delete(keyId);
      };
    },
  };
};

const BURSTS_A_MINUTE = 6;
/** Sums of many small parts. */
const ROUNDING = 1e-6;

const refuse = (limit: string, retryAfterSeconds: number): StevedoreError =>
  new StevedoreError('KEY_LIMIT_REACHED', `Cannot accept the request: the key may ask ${limit}; try again later`, {
    details: { retryAfterSeconds },
  });
