import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SessionRecord } from '../../contracts/access/session-record.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiStore } from '../deps.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { shareReadings } from '../request/share-readings.js';
import type { Caller } from './caller.js';
import type { FindCaller } from './find-caller.js';
import { hashKey, isKeyText } from './key-text.js';
import { createStreamWatch } from './watch-streams.js';

/**
 * 1. A session is a random token that the browser has, and a row that has its hash: nobody who reads the store can use
 *    one. It ends by sign-out, after twelve hours, and with its key.
 * 2. The key is checked again by every request, so a key that is revoked, expired or replaced ends its sessions.
 * 3. What the store says of a session holds for two seconds. While the store is away, what it said last holds, until
 *    the session expires: who is signed in with `api.key` goes on.
 * 4. A stream that a session opened ends at most four seconds after it.
 */
export interface Sessions {
  /** Signs in; throws what the check of the key throws. */
  begin(key: string): Promise<{ readonly token: string; readonly caller: Caller; readonly expiresAt: string }>;
  /** Throws UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED or STORE_UNREACHABLE. */
  check(token: string): Promise<Caller>;
  /** Ends it; one that is unknown has ended. */
  end(token: string): Promise<void>;
}

export const createSessions = (
  store: Pick<ApiStore, 'sessions'>,
  find: FindCaller,
  configured: string | undefined,
): Sessions => {
  let readings = new Map<string, { readonly record: SessionRecord | undefined; readonly at: number }>();
  const share = shareReadings<SessionRecord | undefined>();

  const read = async (hash: string): Promise<SessionRecord | undefined> => {
    const known = readings.get(hash);
    if (known !== undefined && Date.now() - known.at < HOLDS_MS) return known.record;
    const at = Date.now();
    try {
      const record = await share(hash, () => inTime(store.sessions.byTokenHash(hash)));
      if (readings.size >= MOST_READINGS) readings = new Map();
      readings.set(hash, { record, at });
      return record;
    } catch (error) {
      if (known?.record === undefined) throw error;
      return known.record;
    }
  };

  const readAlive = async (hash: string): Promise<SessionRecord> => {
    const record = await read(hash);
    if (record === undefined || Date.parse(record.expiresAt) <= Date.now()) throw ended();
    return record;
  };
  const watch = createStreamWatch(readAlive);
  const callerOf = ({ keyHash, proof }: SessionRecord, token: string): Promise<Caller> => {
    if (keyHash !== undefined) return find.byHash(keyHash);
    if (configured === undefined || proof === undefined || !isEqual(proof, proofOf(token, configured))) throw ended();
    return find.byKey(configured);
  };

  return {
    begin: async (key) => {
      const caller = await find.byKey(key);
      const token = randomBytes(32).toString('base64url');
      const now = Date.now();
      const expiresAt = new Date(now + LASTS_MS).toISOString();
      const of = caller.kind === 'stored' ? { keyHash: hashKey(key) } : { proof: proofOf(token, key) };
      const record: SessionRecord = { ...of, createdAt: new Date(now).toISOString(), expiresAt };
      await inTime(store.sessions.add(record, hashKey(token)), WRITE_LIMIT_MS);
      return { token, caller, expiresAt };
    },
    check: async (token) => {
      if (!isToken(token)) throw ended();
      const hash = hashKey(token);
      const caller = await callerOf(await readAlive(hash), token);
      return {
        ...caller,
        endWithKey: (stream) => {
          caller.endWithKey?.(stream);
          watch(hash, stream);
        },
      };
    },
    end: async (token) => {
      if (!isToken(token)) return;
      const hash = hashKey(token);
      await inTime(store.sessions.remove(hash), WRITE_LIMIT_MS);
      readings.delete(hash);
    },
  };
};

/** Whether a text can be a token; others are not looked up. A key is none, however a cookie came by it. */
const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text) && !isKeyText(text);

/** It takes the token, which the store does not have, so nobody can try keys against it. */
const proofOf = (token: string, key: string): string => createHmac('sha256', token).update(key).digest('hex');

const isEqual = (one: string, two: string): boolean =>
  one.length === two.length && timingSafeEqual(Buffer.from(one), Buffer.from(two));

const ended = (): StevedoreError =>
  new StevedoreError('UNAUTHORIZED', 'Cannot accept the request: the session has ended; sign in again');

const LASTS_MS = 12 * 3_600_000;
const HOLDS_MS = 2_000;
const MOST_READINGS = 1_000;
