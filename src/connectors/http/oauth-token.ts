import { createHash } from 'node:crypto';
import type { OAuthClient } from '../../contracts/connections/http.js';
import { StevedoreError } from '../../contracts/errors.js';
import { checkedUrl, shownUrl } from '../../contracts/connections/checked-url.js';
import type { GuardedHttp } from './guarded-request.js';
import { wholeBody } from './guarded-request.js';
import { basic } from './http-credentials.js';

interface CachedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Of this process; a token is asked for again a minute before it ends, or after half of its life. */
const tokens = new Map<string, CachedToken>();
const MOST_TOKENS = 1_000;
const EARLY_MS = 60_000;
/** RFC 6749 leaves it open where `expires_in` is absent. */
const STANDARD_SECONDS = 300;

/**
 * A token of the client credentials grant (RFC 6749, 4.4), from the cache unless it is the one that was `refused`.
 * Throws HTTP_AUTH_FAILED where the server gives none, and what `GuardedHttp.send` throws.
 */
export const oauthToken = async (
  http: Pick<GuardedHttp, 'send'>,
  client: OAuthClient,
  signal: AbortSignal | undefined,
  refused?: string,
): Promise<string> => {
  const key = createHash('sha256').update(JSON.stringify(client)).digest('hex');
  const cached = tokens.get(key);
  if (cached !== undefined && cached.token !== refused && cached.until > Date.now()) return cached.token;
  const found = await askToken(http, client, signal);
  if (tokens.size >= MOST_TOKENS) tokens.clear();
  tokens.set(key, found);
  return found.token;
};

const askToken = async (
  http: Pick<GuardedHttp, 'send'>,
  { tokenUrl, clientId, clientSecret, scope, audience, sendAs = 'basic' }: OAuthClient,
  signal: AbortSignal | undefined,
): Promise<CachedToken> => {
  const action = `Cannot get a token from "${shownUrl(checkedUrl(tokenUrl, 'Cannot get a token'))}"`;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
    ...(sendAs === 'body' ? { client_id: clientId, client_secret: clientSecret } : {}),
  });
  const response = await http.send({
    url: tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    ...(sendAs === 'basic'
      ? { credentials: { headers: { authorization: basic(encoded(clientId), encoded(clientSecret)) } } }
      : {}),
    body: form.toString(),
    ...(signal === undefined ? {} : { signal }),
  });
  const { status } = response;
  const body = await wholeBody(response);
  if (status === 429 || status >= 500)
    throw new StevedoreError('HTTP_FAILED', `${action}: the server answered ${status}`);
  if (status !== 200)
    throw new StevedoreError('HTTP_AUTH_FAILED', `${action}: the server answered ${status}; check the client of auth`);
  const { access_token: token, expires_in: seconds } = objectOf(body);
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new StevedoreError('HTTP_AUTH_FAILED', `${action}: the answer has no access_token`);
  const lifeMs = 1_000 * (Number.isFinite(Number(seconds ?? Number.NaN)) ? Number(seconds) : STANDARD_SECONDS);
  return { token, until: Date.now() + lifeMs - Math.min(EARLY_MS, lifeMs / 2) };
};

/** RFC 6749, 2.3.1: as in a form, before they are joined. */
const encoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);

const objectOf = (body: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
