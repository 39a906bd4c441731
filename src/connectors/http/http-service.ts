import type { HttpSettings } from '../../contracts/connections/http.js';
import { checkedUrl, shownUrl } from '../../contracts/connections/checked-url.js';
import type { HttpNetwork } from './guarded-agent.js';
import type { HttpLimits, HttpRequest, HttpResponse } from './guarded-request.js';
import { openGuardedHttp } from './guarded-request.js';
import { credentialsOf } from './http-credentials.js';
import { oauthToken } from './oauth-token.js';
import { statusFault } from './status-fault.js';

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
      // Neither the request nor a redirect takes credentials to another host.
      const sent = auth !== undefined && [request.url, response.url].every((url) => new URL(url).origin === origin);
      const fault = statusFault(response, request.name ?? shownUrl(new URL(request.url)), sent);
      if (fault === undefined) return response;
      response.discard();
      throw fault;
    },
    close: () => http.close(),
  };
};
