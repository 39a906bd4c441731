import { StevedoreError } from '../../contracts/errors.js';
import type { HttpResponse } from './guarded-request.js';
import { retryAfterMs } from './retry-after.js';

/**
 * What a status means that is not 200 to 299: HTTP_AUTH_FAILED, HTTP_REFUSED, HTTP_FAILED, or HTTP_RATE_LIMITED with
 * `retryAfterMs` among its details where the server says how long to wait.
 */
export const statusFault = (
  response: Pick<HttpResponse, 'status' | 'header'>,
  name: string,
  authenticated: boolean,
): StevedoreError | undefined => {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const answered = `Cannot use "${name}": the server answered ${status}`;
  if ([401, 403, 407].includes(status)) {
    const state = authenticated ? 'it refuses the credentials; check auth' : 'it wants credentials; set auth';
    return new StevedoreError('HTTP_AUTH_FAILED', `${answered}, ${state}`);
  }
  const wait = retryAfterMs(response.header('retry-after'), Date.now());
  if (status === 429 || (status === 503 && wait !== undefined)) {
    const details = wait === undefined ? {} : { retryAfterMs: wait };
    const asks = wait === undefined ? '' : `, and asks to wait for ${Math.ceil(wait / 1_000)} s`;
    return new StevedoreError('HTTP_RATE_LIMITED', `${answered}${asks}`, { details });
  }
  if (status >= 500 || status === 408 || status === 425) return new StevedoreError('HTTP_FAILED', answered);
  return new StevedoreError('HTTP_REFUSED', `${answered}; check the address and its parameters`);
};
