import type { RedisSettings } from '../../contracts/connections/redis.js';
import type { Settings } from '../../contracts/settings.js';
import type { TemporalSettings } from '../../contracts/connections/temporal.js';
import type { LoadContext } from '../load-context.js';
import type { SettingsFile } from '../settings-schema.js';
import { isLoopback, tlsSetting } from '../fields/tls-setting.js';

/** Temporal's settings; never sends an API key unencrypted to another machine. */
export const temporalSettings = (block: SettingsFile['temporal'], context: LoadContext): TemporalSettings => {
  const address = block.address ?? '127.0.0.1:7233';
  const key = block.api_key === '' ? undefined : block.api_key;
  const tls = tlsSetting(block.tls, key === undefined ? 'off' : 'system', ['temporal', 'tls'], context);
  if (key !== undefined && tls === 'off' && !isLoopback(address.replace(/:\d+$/, ''))) {
    context.problems.add(['temporal', 'tls'], 'must not be "off" with an api_key, which would be sent unencrypted');
  }
  return {
    address,
    addressGiven: block.address !== undefined,
    namespace: block.namespace,
    ...(key === undefined ? {} : { apiKey: key }),
    tls,
  };
};

/** Undefined if the file has no `redis:` and `REDIS_URL` is unset: nothing is flushed. */
export const redisSettings = (block: SettingsFile['redis'], { missing }: LoadContext): RedisSettings | undefined => {
  if (block === undefined) return undefined;
  if (block.url === undefined) missing(['redis', 'url'], 'set it, or REDIS_URL');
  return { url: block.url ?? '', flush: block.flush, flushAgainAfterMs: block.flush_again_after };
};

/** Refuses to listen to other machines without a key. */
export const apiSettings = (block: SettingsFile['api'], { problems }: LoadContext): Settings['api'] => {
  const key = block.key === '' ? undefined : block.key;
  if (key === undefined && !isLoopback(block.host)) {
    problems.add(['api', 'host'], 'must be "127.0.0.1" without a key: set api.key or STEVEDORE_API_KEY');
  }
  const { origins } = block.cors;
  if (key === undefined && origins.includes('*'))
    problems.add(['api', 'cors', 'origins'], 'must not be "*" without a key: any page could use the API; set api.key');
  return {
    host: block.host,
    port: block.port,
    ...(origins.length === 0 ? {} : { corsOrigins: origins }),
    ...(key === undefined ? {} : { key }),
    ...(block.url === undefined ? {} : { url: block.url.replace(/\/+$/, '') }),
  };
};
