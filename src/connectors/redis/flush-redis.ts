import type { Redis } from 'ioredis';
import type { RedisSettings } from '../../contracts/connections/redis.js';
import type { RedisOptions } from './open-redis.js';
import { withRedis } from './open-redis.js';

export interface FlushReport {
  readonly flushed: 'db' | 'all' | 'patterns';
  /** Keys removed; for a whole flush, the keys that existed before. */
  readonly keys: number;
  /** Whether the statistics (hits, misses) were reset; an account may not have the right. */
  readonly statisticsReset: boolean;
}

/** Approximate number of keys per SCAN and UNLINK. */
const BATCH = 1_000;

/**
 * Removes the configured keys without blocking the server: UNLINK and ASYNC free memory in the background. Idempotent.
 * Throws `REDIS_…` codes.
 */
export const flushRedis = (settings: RedisSettings, options: RedisOptions = {}): Promise<FlushReport> =>
  withRedis(
    settings,
    'Cannot flush the cache',
    async (redis) => {
      const { flush } = settings;
      const keys =
        typeof flush === 'string' ? await flushWhole(redis, flush) : await unlinkMatching(redis, flush.patterns);
      const statisticsReset = await redis.config('RESETSTAT').then(
        () => true,
        () => false,
      );
      return { flushed: typeof flush === 'string' ? flush : 'patterns', keys, statisticsReset };
    },
    options,
  );

const flushWhole = async (redis: Redis, flush: 'db' | 'all'): Promise<number> => {
  const keys = flush === 'all' ? countAll(await redis.info('keyspace')) : await redis.dbsize();
  await (flush === 'all' ? redis.flushall('ASYNC') : redis.flushdb('ASYNC'));
  return keys;
};

/** One line per database: `db0:keys=3,expires=0,…`. */
const countAll = (keyspace: string): number =>
  [...keyspace.matchAll(/^db\d+:keys=(\d+)/gm)].reduce((sum, [, keys]) => sum + Number(keys), 0);

const unlinkMatching = async (redis: Redis, patterns: readonly string[]): Promise<number> => {
  let keys = 0;
  for (const pattern of patterns) {
    let cursor = '0';
    do {
      const [next, found] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', BATCH);
      if (found.length > 0) keys += await redis.unlink(...found);
      cursor = next;
    } while (cursor !== '0');
  }
  return keys;
};
