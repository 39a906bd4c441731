import type { RedisSettings } from '../../contracts/connections/redis.js';
import type { RedisOptions } from './open-redis.js';
import { withRedis } from './open-redis.js';

/** The commands that a flush sends. */
export const commandsOf = (flush: RedisSettings['flush']): string[] =>
  typeof flush === 'string' ? [flush === 'all' ? 'FLUSHALL' : 'FLUSHDB'] : ['SCAN', 'UNLINK'];

/**
 * Finds commands of the flush that this Redis does not know (renamed or disabled), without running them. Also empty if
 * Redis does not tell. Throws REDIS_UNREACHABLE and REDIS_AUTH_FAILED.
 */
export const findMissingCommands = (
  { url, flush }: Pick<RedisSettings, 'url' | 'flush'>,
  options: RedisOptions = {},
): Promise<string[]> =>
  withRedis(
    { url },
    'Cannot use the cache',
    async (redis) => {
      const commands = commandsOf(flush);
      const told = await redis.call('COMMAND', 'INFO', ...commands).catch(() => undefined);
      return Array.isArray(told) ? commands.filter((_, position) => told[position] === null) : [];
    },
    options,
  );
