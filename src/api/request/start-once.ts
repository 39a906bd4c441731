import { createHash, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { StartOnce } from '../../contracts/access/start-once.js';
import { callerOf, senderOf } from '../access/caller.js';
import type { ApiStore } from '../deps.js';
import { inTime, WRITE_LIMIT_MS } from './in-time.js';

/**
 * A start that carries an idempotency key happens once, however often and wherever it is asked for.
 *
 * 1. The key has one row in the store, which all servers share; the first request writes it, with an id for the start.
 * 2. The same request with the key again gets the answer of the first; another request with it is refused.
 * 3. A row without an answer is one of a request that is under way, or whose server was killed. Its repeat starts with
 *    the same id, by which Temporal and the run's memo tell whether there is a run already (`RunClient.start`). So two
 *    at once have one run, and what was cut off is repaired.
 * 4. Keys are told apart by who sends them, whatever text its own key has by then, and kept for 24 hours. A refused
 *    start has no answer: it may be repeated.
 */
export const startOnce = async (
  c: Context,
  body: unknown,
  act: () => Response | Promise<Response>,
): Promise<Response> => {
  const key = givenKey(c, (body as { idempotency_key?: string }).idempotency_key);
  if (key === undefined) return act();
  const now = Date.now();
  const asked = {
    keyHash: hash([senderOf(callerOf(c)), key]),
    requestHash: hash([c.req.method, c.req.path, { ...(body as object), idempotency_key: undefined }]),
    startId: randomUUID(),
    createdAt: new Date(now).toISOString(),
  };
  const starts = c.get('starts') as ApiStore['starts'];
  const first = await inTime(starts.claim(asked, new Date(now - KEPT_MS).toISOString()), WRITE_LIMIT_MS);
  if (first.requestHash !== asked.requestHash) {
    throw new StevedoreError(
      'IDEMPOTENCY_KEY_REUSED',
      'Cannot start: the idempotency key came with another request before; send a new key with a new request',
    );
  }
  const repeated = first.startId !== asked.startId;
  if (repeated && first.answer !== undefined) return again(c, first.answer);
  const once: StartOnce = { id: first.startId, since: first.createdAt, repeated };
  c.set('startOnce', once);
  const response = await act();
  const location = response.headers.get('location');
  const answer = {
    body: (await response.clone().json()) as object,
    ...(location === null ? {} : { location }),
  };
  // Without it the next repeat finds the run by its id.
  await inTime(starts.answer(asked.keyHash, answer), WRITE_LIMIT_MS).catch(() => undefined);
  return repeated ? again(c, answer) : response;
};

/** What a start hands on to `RunClient.start`; undefined where the request has no idempotency key. */
export const onceOf = (c: Context): StartOnce | undefined => c.get('startOnce') as StartOnce | undefined;

/** Lets `startOnce` keep the keys. */
export const setStarts = (c: Context, starts: ApiStore['starts']): void => {
  c.set('starts', starts);
};

const again = (c: Context, { body, location }: { readonly body: object; readonly location?: string }): Response => {
  c.header('idempotent-replayed', 'true');
  if (location !== undefined) c.header('location', location);
  return c.json(body, 200);
};

/** The idempotency key of the header, or of the body; in quotes, as the IETF's draft writes it, it is the same key. */
export const givenKey = (c: Context, inBody: string | undefined): string | undefined => {
  const inHeader = c.req.header('idempotency-key')?.replace(/^"(.+)"$/, '$1');
  if (inHeader !== undefined && (inHeader === '' || inHeader.length > MOST_CHARACTERS)) {
    throw refuse(`the header "Idempotency-Key" must have 1 to ${MOST_CHARACTERS} characters`);
  }
  if (inHeader !== undefined && inBody !== undefined && inHeader !== inBody) {
    throw refuse('the header "Idempotency-Key" and the body\'s "idempotency_key" differ; send one of them');
  }
  return inHeader ?? inBody;
};

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot start: ${why}`);

const hash = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const KEPT_MS = 24 * 3_600_000;
export const MOST_CHARACTERS = 255;
