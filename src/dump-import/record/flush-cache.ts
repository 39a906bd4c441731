import type { RedisSettings } from '../../contracts/connections/redis.js';
import { flushRedis } from '../../connectors/redis/flush-redis.js';

/** Flushes the readers' cache and returns a log line. Throws `REDIS_…` codes. */
export const flushCache = async (settings: RedisSettings): Promise<string> => {
  const { flushed, keys, statisticsReset } = await flushRedis(settings);
  const what = { db: 'the database', all: 'all databases', patterns: 'the keys that match' }[flushed];
  return `Flushed the cache (${what}): ${keys} keys${statisticsReset ? ', statistics reset' : ''}`;
};
