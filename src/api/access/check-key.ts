import { timingSafeEqual } from 'node:crypto';
import type { KeyRecord } from '../../contracts/access/key-record.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiStore } from '../deps.js';
import { inTime } from '../request/in-time.js';
import { shareReadings } from '../request/share-readings.js';
import { hashKey } from './key-text.js';
import type { Watched } from './watch-streams.js';
import { createStreamWatch } from './watch-streams.js';

/**
 * 1. What the store says of a key holds for two seconds, so a key that is revoked by any program ends within them.
 * 2. A stream is ended by the same reading, at most four seconds after its key.
 * 3. While the store is away, a stored key is neither accepted nor called wrong: STORE_UNREACHABLE. Streams continue.
 * 4. The use of a key is written at most once a minute, whatever the number of servers.
 */
export interface KeyCheck {
  /** By the hash of the key's text. Throws UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED or STORE_UNREACHABLE. */
  check(hash: string): Promise<KeyRecord>;
  /** Ends the stream when the key has ended. */
  watch(hash: string, stream: Watched): void;
  /** Lets the next check ask the store. */
  forget(): void;
}

interface Reading {
  readonly record: KeyRecord | undefined;
  readonly at: number;
}

export const createKeyCheck = (store: Pick<ApiStore, 'keys'>): KeyCheck => {
  let readings = new Map<string, Reading>();
  const share = shareReadings<KeyRecord | undefined>();
  const noted = new Map<string, number>();

  const read = async (hash: string): Promise<KeyRecord | undefined> => {
    const known = readings.get(hash);
    if (known !== undefined && Date.now() - known.at < HOLDS_MS) return known.record;
    const at = Date.now();
    const record = await share(hash, () => inTime(store.keys.byHash(hash)));
    if (readings.size >= MOST_READINGS) readings = new Map();
    readings.set(hash, { record, at });
    return record;
  };

  const noteUse = (id: string): void => {
    const now = Date.now();
    if (now - (noted.get(id) ?? 0) < USE_MS) return;
    noted.set(id, now);
    const iso = (ms: number): string => new Date(ms).toISOString();
    // The answer neither waits for it nor depends on it.
    store.keys.noteUse(id, iso(now), iso(now - USE_MS)).catch(() => noted.delete(id));
  };

  return {
    check: async (hash) => {
      const record = assertAlive(await read(hash));
      noteUse(record.id);
      return record;
    },
    watch: createStreamWatch(async (hash) => assertAlive(await read(hash))),
    forget: () => {
      readings = new Map();
    },
  };
};

/** Only whoever has the whole text of the key is told the reason. */
const assertAlive = (record: KeyRecord | undefined): KeyRecord => {
  if (record === undefined) throw new StevedoreError('UNAUTHORIZED', UNKNOWN_KEY);
  const { name, revokedAt, expiresAt } = record;
  if (revokedAt !== undefined) {
    throw new StevedoreError(
      'KEY_REVOKED',
      `Cannot accept the request: the API key "${name}" was revoked; use another one`,
    );
  }
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
    throw new StevedoreError(
      'KEY_EXPIRED',
      `Cannot accept the request: the API key "${name}" has expired; use another one`,
    );
  }
  return record;
};

/** Equal for equal texts, in the same time for any. */
export const isSameKey = (given: string, expected: string): boolean =>
  timingSafeEqual(Buffer.from(hashKey(given)), Buffer.from(hashKey(expected)));

export const UNKNOWN_KEY = 'Cannot accept the request: the API key is unknown; send another one';
const HOLDS_MS = 2_000;
const USE_MS = 60_000;
const MOST_READINGS = 1_000;
