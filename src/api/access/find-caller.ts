import { StevedoreError } from '../../contracts/errors.js';
import type { Caller } from './caller.js';
import type { KeyCheck } from './check-key.js';
import { isSameKey, UNKNOWN_KEY } from './check-key.js';
import { hashKey, isKeyText } from './key-text.js';

/** Finds out whose a key is. */
export interface FindCaller {
  /** Throws UNAUTHORIZED, KEY_REVOKED, KEY_EXPIRED or STORE_UNREACHABLE. */
  byKey(text: string): Promise<Caller>;
  /** The same for a stored key of which only the hash is known. */
  byHash(hash: string): Promise<Caller>;
}

/** `configured`: `api.key`, whose sender is an admin. */
export const createFindCaller = (configured: string | undefined, keys: KeyCheck): FindCaller => {
  const byHash = async (hash: string): Promise<Caller> => {
    const { id, firstId, name, role, pipelines, requestsPerMinute, concurrentRequests } = await keys.check(hash);
    const limits = {
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(concurrentRequests === undefined ? {} : { concurrentRequests }),
    };
    return {
      kind: 'stored',
      name,
      role,
      keyId: id,
      ...(firstId === undefined ? {} : { firstKeyId: firstId }),
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
      ...(pipelines === undefined ? {} : { pipelines }),
      endWithKey: (stream) => keys.watch(hash, stream),
    };
  };
  return {
    byHash,
    byKey: async (text) => {
      if (configured !== undefined && isSameKey(text, configured)) {
        return { kind: 'configured', name: 'api.key', role: 'admin' };
      }
      if (isKeyText(text)) return byHash(hashKey(text));
      throw new StevedoreError('UNAUTHORIZED', UNKNOWN_KEY);
    },
  };
};
