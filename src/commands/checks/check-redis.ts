import type { Check } from './check-result.js';
import { commandsOf, findMissingCommands } from '../../connectors/redis/find-missing-commands.js';
import { pingRedis } from '../../connectors/redis/ping-redis.js';
import { tryCheck } from './check-result.js';

/** Checks that the cache answers and accepts the login; flushes nothing. */
export const checkRedis: Check = ({ redis }) =>
  redis === undefined
    ? Promise.resolve([{ what: 'redis', state: 'ok', text: 'not configured, no cache is flushed' }])
    : tryCheck('redis', async () => {
        const { keys } = await pingRedis(redis);
        const { flush } = redis;
        const missing = await findMissingCommands(redis);
        if (missing.length > 0) {
          const text = `logs in, but this Redis does not know ${missing.join(' and ')} (renamed or disabled): a publish could not flush it`;
          return {
            what: 'redis',
            state: 'fail',
            text,
            fix: ['allow the command, or name keys in redis.flush.patterns'],
          };
        }
        const what = typeof flush === 'string' ? commandsOf(flush).join(' ') : flush.patterns.join(' ');
        return { what: 'redis', state: 'ok', text: `logs in, ${keys} keys; a publish flushes: ${what}` };
      });
