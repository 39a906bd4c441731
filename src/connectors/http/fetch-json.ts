import type { ErrorCode } from '../../contracts/errors.js';
import { StevedoreError } from '../../contracts/errors.js';

/** GETs a JSON document. Throws `code` with the host and the cause, never the address's credentials. */
export const fetchJson = async (
  url: string,
  options: { readonly code: ErrorCode; readonly timeoutMs: number },
): Promise<unknown> => {
  const { origin, pathname } = new URL(url);
  const action = `Cannot read "${origin}${pathname}"`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(options.timeoutMs), redirect: 'error' });
    if (!response.ok) throw new StevedoreError(options.code, `${action}: the server answered ${response.status}`);
    return await response.json();
  } catch (error) {
    if (error instanceof StevedoreError) throw error;
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    const state = timedOut ? `no answer within ${options.timeoutMs} ms` : 'the answer is not JSON';
    throw new StevedoreError(options.code, `${action}: ${state}`, { cause: error });
  }
};
