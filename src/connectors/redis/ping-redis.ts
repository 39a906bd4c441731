import type { RedisSettings } from '../../contracts/connections/redis.js';
import type { RedisOptions } from './open-redis.js';
import { withRedis } from './open-redis.js';

/** Connects, logs in and reads the number of keys; changes nothing. Throws `REDIS_…` codes. */
export const pingRedis = (
  settings: Pick<RedisSettings, 'url'>,
  options: RedisOptions = {},
): Promise<{ keys: number }> =>
  withRedis(settings, 'Cannot use the cache', async (redis) => ({ keys: await redis.dbsize() }), options);
