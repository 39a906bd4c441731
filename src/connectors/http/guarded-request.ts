/**
 * Requests to addresses that users give: sources, imports of a URL, callbacks.
 *
 * 1. Only what guarded-agent.ts allows is connected to, for each redirect anew.
 * 2. Redirects are followed here, at most five. Credentials and headers, which may have keys too, go to the origin of
 *    the first address only, but for `accept`; a body never to another one.
 * 3. Nothing is without a limit: connecting, headers, silence, time in all, and bytes after decompression.
 *
 * Messages have an address without its query, where keys are.
 */
import { errors as undiciErrors } from 'undici';
import type { Agent, Dispatcher } from 'undici';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { HttpNetwork } from './guarded-agent.js';
import { guardedAgent } from './guarded-agent.js';
import { checkedUrl, shownUrl } from '../../contracts/connections/checked-url.js';
import type { LimitedSignal } from './limited-signal.js';
import { limitedSignal } from './limited-signal.js';
import { readBody } from './read-body.js';

export interface HttpLimits {
  /** @default 10_000 */
  readonly connectMs: number;
  /** Until the headers of the answer are there. @default 30_000 */
  readonly headersMs: number;
  /** Without a byte of the body. @default 60_000 */
  readonly idleMs: number;
  /** Of one request with its redirects and its body. @default 600_000 */
  readonly totalMs: number;
  /** Of a body, after decompression. @default 33_554_432 */
  readonly maxBytes: number;
  /** @default 5 */
  readonly maxRedirects: number;
}

const LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  idleMs: 60_000,
  totalMs: 600_000,
  maxBytes: 32 * 1_048_576,
  maxRedirects: 5,
};

export interface HttpRequest {
  readonly url: string;
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Go to the origin of `url` only, but for `accept`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Go to the origin of `url` only. */
  readonly credentials?: HttpCredentials;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
  /** How messages call the address. @default its origin and path */
  readonly name?: string;
  /** With what messages begin. @default 'Cannot read' */
  readonly action?: string;
}

export interface HttpCredentials {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

export interface HttpResponse {
  readonly status: number;
  /** After redirects, without credentials. */
  readonly url: string;
  readonly header: (name: string) => string | undefined;
  /** The body in pieces, once. */
  body(): AsyncGenerator<Buffer, void, undefined>;
  /** Lets the body go. */
  discard(): void;
}

export interface GuardedHttp {
  /**
   * Sends a request and resolves with the answer, whatever its status. Its body has to be read or let go.
   *
   * Throws REQUEST_INVALID for an address that is none, HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED, HTTP_TIMEOUT and
   * HTTP_UNREACHABLE; the body also HTTP_TOO_LARGE and HTTP_FAILED. After an abort it throws the signal's reason.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Connections are kept for the next request to the same origin, until it is closed. */
export const openGuardedHttp = (network: HttpNetwork, given: Partial<HttpLimits> = {}): GuardedHttp => {
  const limits = { ...LIMITS, ...given };
  const agent = guardedAgent(network, limits);
  return { send: (request) => send(agent, limits, request), close: () => agent.destroy() };
};

/** One request, and its whole body. Throws what `GuardedHttp.send` and its body throw. */
export const guardedRequest = async (
  network: HttpNetwork,
  request: HttpRequest,
  limits: Partial<HttpLimits> = {},
): Promise<Pick<HttpResponse, 'status' | 'header'> & { readonly body: Buffer }> => {
  const http = openGuardedHttp(network, limits);
  try {
    const response = await http.send(request);
    return { status: response.status, header: response.header, body: await wholeBody(response) };
  } finally {
    await http.close();
  }
};

/** The body in one piece. */
export const wholeBody = async (response: Pick<HttpResponse, 'body'>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of response.body()) pieces.push(piece);
  return Buffer.concat(pieces);
};

const send = async (agent: Agent, limits: HttpLimits, request: HttpRequest): Promise<HttpResponse> => {
  const limited = limitedSignal(request.signal, limits.totalMs);
  try {
    return await follow(agent, limits, request, limited);
  } catch (error) {
    limited.release();
    throw error;
  }
};

const follow = async (
  agent: Agent,
  limits: HttpLimits,
  request: HttpRequest,
  { signal, release }: LimitedSignal,
): Promise<HttpResponse> => {
  const first = checkedUrl(request.url, 'Cannot send a request');
  let { method = 'GET', body } = request;
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const action = `${request.action ?? 'Cannot read'} "${request.name ?? shownUrl(url)}"`;
    const translate = (error: unknown): unknown => translated(error, action, request.signal);
    const isFirst = url.origin === first.origin;
    const answer = await agent
      .request({
        origin: url.origin,
        path: pathOf(url, isFirst ? request.credentials?.query : undefined),
        method,
        headers: {
          'user-agent': 'stevedore',
          'accept-encoding': 'gzip, deflate, br',
          ...(isFirst ? { ...request.headers, ...request.credentials?.headers } : harmless(request.headers)),
        },
        ...(body === undefined ? {} : { body }),
        signal,
      })
      .catch((error: unknown) => {
        throw translate(error);
      });
    const location = REDIRECTS.has(answer.statusCode) ? headerOf(answer, 'location') : undefined;
    if (location === undefined) return responseOf(answer, { url, action, limits, translate, release });
    discard(answer);
    if (redirects === limits.maxRedirects)
      throw refused(action, `there are more than ${limits.maxRedirects} redirects`);
    const next = redirected(location, url, action);
    if (method !== 'GET' && next.origin !== first.origin)
      throw refused(action, `it redirects a ${method} to "${shownUrl(next)}"`);
    if (answer.statusCode === 303 || (answer.statusCode < 303 && method === 'POST')) {
      method = 'GET';
      body = undefined;
    }
    url = next;
  }
};

const harmless = (headers: HttpRequest['headers'] = {}): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'accept'));

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const redirected = (location: string, from: URL, action: string): URL => {
  if (!URL.canParse(location, from.href)) throw refused(action, 'it redirects to what is no address');
  try {
    return checkedUrl(new URL(location, from.href).href, action);
  } catch {
    throw refused(action, 'it redirects to an address that is not http or https, or has credentials in it');
  }
};

const refused = (action: string, state: string): StevedoreError =>
  new StevedoreError('HTTP_REDIRECT_REFUSED', `${action}: ${state}`);

const pathOf = (url: URL, query: Readonly<Record<string, string>> | undefined): string => {
  if (query === undefined) return url.pathname + url.search;
  const whole = new URL(url.href);
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value);
  return whole.pathname + whole.search;
};

const headerOf = ({ headers }: Dispatcher.ResponseData, name: string): string | undefined => {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
};

interface Around {
  readonly url: URL;
  readonly action: string;
  readonly limits: HttpLimits;
  readonly translate: (error: unknown) => unknown;
  /** The answer is read, or let go. */
  readonly release: () => void;
}

const responseOf = (
  answer: Dispatcher.ResponseData,
  { url, action, limits, translate, release }: Around,
): HttpResponse => ({
  status: answer.statusCode,
  url: url.href,
  header: (name) => headerOf(answer, name),
  body: async function* () {
    const encoding = headerOf(answer, 'content-encoding');
    const length = Number(headerOf(answer, 'content-length') ?? 0);
    try {
      yield* readBody({
        body: answer.body,
        ...(encoding === undefined ? {} : { encoding }),
        length,
        maxBytes: limits.maxBytes,
        action,
      });
    } catch (error) {
      throw translate(error);
    } finally {
      release();
    }
  },
  discard: () => {
    release();
    discard(answer);
  },
});

/** The connection goes with it: what may still come has no end that is known. */
const discard = ({ body }: Dispatcher.ResponseData): void => {
  body.on('error', () => undefined);
  body.destroy();
};

const translated = (error: unknown, action: string, signal: AbortSignal | undefined): unknown => {
  if (signal?.aborted === true) return signal.reason;
  if (isStevedoreError(error)) return error;
  const { HeadersTimeoutError, BodyTimeoutError, ConnectTimeoutError } = undiciErrors;
  const isLate = [HeadersTimeoutError, BodyTimeoutError, ConnectTimeoutError].some((late) => error instanceof late);
  if (isLate || (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')))
    return new StevedoreError('HTTP_TIMEOUT', `${action}: the server did not answer in time`);
  return new StevedoreError('HTTP_UNREACHABLE', `${action}: the connection failed (${nameOf(error)})`);
};

/** The name of the socket's or TLS's error; texts of it may have what they like. */
const nameOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown error';
};
