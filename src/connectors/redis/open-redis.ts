import { Redis } from 'ioredis';
import { StevedoreError } from '../../contracts/errors.js';
import type { RedisSettings } from '../../contracts/connections/redis.js';

export interface RedisOptions {
  /** Limit for connecting and for each command. @default 10_000 */
  readonly timeoutMs?: number;
}

/**
 * Connects, runs `body` and always disconnects. Never reconnects: the step's retry profile repeats a failure. Throws
 * REDIS_UNREACHABLE, REDIS_AUTH_FAILED, REDIS_REFUSED, REDIS_FAILED; no message holds the URL, which has the password.
 */
export const withRedis = async <T>(
  { url }: Pick<RedisSettings, 'url'>,
  action: string,
  body: (redis: Redis) => Promise<T>,
  { timeoutMs = 10_000 }: RedisOptions = {},
): Promise<T> => {
  const { server, database } = splitUrl(url);
  const redis = new Redis(server, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // Every Redis speaks version 2. The ready check would need a separate right and wait while a server loads.
    protocol: 2,
    enableReadyCheck: false,
  });
  // A failed connect rejects only with "Connection is closed"; the event has the cause.
  let cause: unknown;
  redis.on('error', (error) => (cause ??= error));
  try {
    await redis.connect();
    // If this fails, the library would go on with database 0 and flush someone else's keys.
    if (database !== '0') await redis.call('SELECT', database);
    return await body(redis);
  } catch (error) {
    throw translate(action, url, cause ?? error);
  } finally {
    redis.disconnect();
  }
};

/** The URL without its database, which is in the path or, rarely, in the query. */
const splitUrl = (text: string): { server: string; database: string } => {
  const url = new URL(text);
  const database = url.pathname.replace(/^\//, '') || url.searchParams.get('db') || '0';
  url.pathname = '';
  url.searchParams.delete('db');
  return { server: url.href, database };
};

/** Drops the cause: the library's errors hold the command, and that of a login has the password. */
const translate = (action: string, url: string, error: unknown): StevedoreError => {
  const { hostname, port } = new URL(url);
  const address = `${hostname}:${port === '' ? '6379' : port}`;
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  const details = { address };
  if (/NOAUTH|WRONGPASS|invalid password|NOPERM/i.test(message)) {
    const state = message.includes('NOPERM') ? 'the account may not do it' : 'the login was refused';
    return new StevedoreError('REDIS_AUTH_FAILED', `${action} at "${address}": ${state}; check redis.url`, { details });
  }
  if (typeof code === 'string' || /closed|timed out|ETIMEDOUT/i.test(message)) {
    const state = typeof code === 'string' ? `it cannot be reached (${code})` : 'it did not answer in time';
    return new StevedoreError('REDIS_UNREACHABLE', `${action} at "${address}": ${state}`, { details });
  }
  // Redis's answer names the command; the rest may quote its arguments.
  const answer = (/^[^\r\n]*?(?=,? with args|$)/m.exec(message)?.[0] ?? '').slice(0, 120);
  if (/unknown command/i.test(answer)) {
    const state = `Redis answered "${answer}"; it is renamed or switched off there: allow it, or flush by redis.flush.patterns`;
    return new StevedoreError('REDIS_REFUSED', `${action} at "${address}": ${state}`, { details });
  }
  return new StevedoreError('REDIS_FAILED', `${action} at "${address}": Redis answered "${answer}"`, { details });
};
