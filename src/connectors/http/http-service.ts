import type { HttpSettings } from '../../contracts/connections/http.js';
import { StevedoreError } from '../../contracts/errors.js';
import { checkedUrl, shownUrl } from './checked-url.js';
import type { HttpNetwork } from './guarded-agent.js';
import type { HttpLimits, HttpRequest, HttpResponse } from './guarded-request.js';
import { openGuardedHttp } from './guarded-request.js';
import { credentialsOf } from './http-credentials.js';
import { oauthToken } from './oauth-token.js';
import { retryAfterMs } from './retry-after.js';

/** A web service that is being talked to. */
export interface HttpService {
  /**
   * Sends a request with the credentials, where its address is of the service's own origin. Resolves with an answer of
   * 200 to 299; a token that is refused is asked for anew, once.
   *
   * Throws what `GuardedHttp.send` throws, HTTP_AUTH_FAILED, HTTP_REFUSED and HTTP_FAILED; and HTTP_RATE_LIMITED, with
   * `retryAfterMs` among its details where the server says how long to wait.
   */
  send(request: Omit<HttpRequest, 'credentials'>): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Opens a web service; nothing is sent yet. */
export const openHttpService = (
  { baseUrl, auth }: HttpSettings,
  network: HttpNetwork,
  limits: Partial<HttpLimits> = {},
): HttpService => {
  const { origin } = checkedUrl(baseUrl, 'Cannot use the connection');
  const http = openGuardedHttp(network, limits);
  const credentials = async (signal: AbortSignal | undefined, refused?: string) => {
    if (auth?.type !== 'oauth2') return { ...credentialsOf(auth), token: undefined };
    const token = await oauthToken(http, auth, signal, refused);
    return { headers: { authorization: `Bearer ${token}` }, query: {}, token };
  };
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    if (auth === undefined || checkedUrl(request.url, 'Cannot send a request').origin !== origin)
      return http.send(request);
    const { token, ...given } = await credentials(request.signal);
    const response = await http.send({ ...request, credentials: given });
    if (response.status !== 401 || token === undefined) return response;
    response.discard();
    const { token: _, ...anew } = await credentials(request.signal, token);
    return http.send({ ...request, credentials: anew });
  };
  return {
    send: async (request) => {
      const response = await send(request);
      const fault = statusFault(response, request.name ?? shownUrl(new URL(request.url)), auth !== undefined);
      if (fault === undefined) return response;
      response.discard();
      throw fault;
    },
    close: () => http.close(),
  };
};

const statusFault = (response: HttpResponse, name: string, authenticated: boolean): StevedoreError | undefined => {
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
