import type { HttpAuth, HttpSettings } from '../../contracts/connections/http.js';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Asks the service for its base address and returns the status of its answer; any answer but a refusal of the
 * credentials or an error of the server will do. Follows no redirect, so credentials go nowhere else. Throws
 * HTTP_UNREACHABLE, HTTP_AUTH_FAILED or HTTP_FAILED.
 */
export const reachBase = async ({ baseUrl, auth }: HttpSettings, signal: AbortSignal): Promise<number> => {
  const { origin, pathname } = new URL(baseUrl);
  const action = `Cannot use "${origin}${pathname}"`;
  let response: Response;
  try {
    response = await fetch(withQuery(baseUrl, auth), { headers: headersOf(auth), redirect: 'manual', signal });
  } catch (error) {
    throw new StevedoreError('HTTP_UNREACHABLE', `${action}: ${reasonOf(error)}`);
  }
  await response.body?.cancel().catch(() => undefined);
  const { status } = response;
  if ([401, 403, 407].includes(status)) {
    const state = auth === undefined ? 'it wants credentials; set auth' : 'it refuses the credentials; check auth';
    throw new StevedoreError('HTTP_AUTH_FAILED', `${action}: the server answered ${status}, ${state}`);
  }
  if (status >= 500) throw new StevedoreError('HTTP_FAILED', `${action}: the server answered ${status}`);
  return status;
};

const withQuery = (url: string, auth: HttpAuth | undefined): string => {
  if (auth?.type !== 'query') return url;
  const changed = new URL(url);
  changed.searchParams.set(auth.name, auth.value);
  return changed.href;
};

const headersOf = (auth: HttpAuth | undefined): Record<string, string> => {
  if (auth === undefined || auth.type === 'query') return {};
  if ('token' in auth) return { authorization: `Bearer ${auth.token}` };
  return 'username' in auth ? { authorization: basic(auth.username, auth.password) } : { [auth.name]: auth.value };
};

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

/** The name of the socket's or TLS's error; fetch's own text says nothing. */
const reasonOf = (error: unknown): string => {
  if (error instanceof DOMException) return 'the server did not answer in time';
  const { code } = ((error as { cause?: unknown }).cause ?? {}) as { code?: unknown };
  return `the server answered ${typeof code === 'string' ? code : 'with a closed connection'}`;
};
