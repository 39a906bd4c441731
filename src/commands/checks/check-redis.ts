import type { Check } from './check-result.js';
import { pingRedis } from '../../connectors/redis/ping-redis.js';
import { tryCheck } from './check-result.js';

/** The cache answers and lets us in; nothing is flushed. */
export const checkRedis: Check = ({ redis }) =>
  redis === undefined
    ? Promise.resolve([{ what: 'redis', state: 'ok', text: 'not configured, no cache is flushed' }])
    : tryCheck('redis', async () => {
        const { keys } = await pingRedis(redis);
        const { flush } = redis;
        const what = typeof flush === 'string' ? (flush === 'all' ? 'FLUSHALL' : 'FLUSHDB') : flush.patterns.join(' ');
        return { what: 'redis', state: 'ok', text: `logs in, ${keys} keys; a publish flushes: ${what}` };
      });
