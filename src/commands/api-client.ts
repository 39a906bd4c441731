import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import type { Problem } from '../api/problem.js';
import { isErrorCode, isStevedoreError, StevedoreError } from '../contracts/errors.js';

/** The API over HTTP. A problem that it answers is thrown with its code, its hint among the details. */
export interface ApiClient {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  /** The JSON of an answer whatever its status is: of what tells a state by it. */
  getAnyway<T>(path: string): Promise<T>;
  /**
   * The bytes of an answer that is not JSON, as they come, however long they take. Throws where they are cut off, by
   * `signal` too.
   */
  download(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  post<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /**
   * Posts a start with an idempotency key, and again where no answer comes: at most three times, and one run. While the
   * store is away the API knows no such keys and starts nothing with one, so it is asked without.
   */
  start<T>(path: string, body: object): Promise<T>;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly key?: string | undefined;
  /** Where the URL was taken from, such as `--url`; told where nobody, or somebody else, answers there. */
  readonly origin?: string;
  /** Milliseconds for one request. @default 15_000 */
  readonly timeoutMs?: number;
}

/** Throws API_UNREACHABLE where nobody answers. */
export const createApiClient = ({ url, key, origin, timeoutMs = 15_000 }: ApiClientOptions): ApiClient => {
  const base = url.replace(/\/+$/, '');
  const named = `"${base}"${origin === undefined ? '' : ` (from ${origin})`}`;

  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };

  const unreachable = (cause: unknown): StevedoreError =>
    new StevedoreError(
      'API_UNREACHABLE',
      `Cannot reach the API: ${named} does not answer; start it with "stevedore dev" or "stevedore server", or give --url`,
      { details: { url: base }, cause },
    );

  const ask = async (method: string, path: string, body?: object, idempotencyKey?: string) => {
    try {
      const response = await request(base + path, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        body: body === undefined ? undefined : JSON.stringify(body),
        headers: {
          accept: 'application/json',
          ...authorization,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
      });
      // Its end may be cut off, too.
      const { statusCode: status = 0 } = response;
      return { status, ok: isOk(status), answer: parse(await textOf(response)) };
    } catch (cause) {
      throw unreachable(cause);
    }
  };

  const send = async <T>(method: string, path: string, body?: object, idempotencyKey?: string): Promise<T> => {
    const { status, ok, answer } = await ask(method, path, body, idempotencyKey);
    if (ok && answer !== undefined) return answer as T;
    throw problemError(answer, status, named);
  };

  const download = async (path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    // Without a limit: rows may be minutes away.
    const response = await request(base + path, { headers: authorization, ...(signal && { signal }) }).catch(
      (cause: unknown) => {
        throw unreachable(cause);
      },
    );
    const { statusCode: status = 0 } = response;
    if (isOk(status)) return response;
    throw problemError(parse(await textOf(response)), status, named);
  };

  const start = async <T>(path: string, body: object): Promise<T> => {
    const key = randomUUID();
    for (let tries = 1; ; tries++) {
      try {
        return await send('POST', path, body, key);
      } catch (error) {
        if (!isStevedoreError(error)) throw error;
        if (error.code === 'STORE_UNREACHABLE') return send('POST', path, body);
        if (error.code !== 'API_UNREACHABLE' || isRefused(error.cause) || tries === 3) throw error;
      }
    }
  };

  return {
    url: base,
    get: (path) => send('GET', path),
    getAnyway: async <T>(path: string) => {
      const { status, answer } = await ask('GET', path);
      if (answer === undefined) throw problemError(answer, status, named);
      return answer as T;
    },
    download,
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path) => send('DELETE', path),
    start,
  };
};

interface RequestOptions {
  /** @default GET */
  readonly method?: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: string | undefined;
  /** Breaks it off. @default nothing does */
  readonly signal?: AbortSignal;
}

/** Not by `fetch`, whose first use takes as long as the whole rest of a short command. */
const request = (url: string, { body, ...options }: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { request: open } = url.startsWith('https:') ? https : http;
    open(url, options, resolve).on('error', reject).end(body);
  });

const isOk = (status: number): boolean => status >= 200 && status < 300;

/** Nobody listens there, and no answer is under way. */
const isRefused = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** As RFC 9457 has it, or in the envelope of syncs. */
const problemOf = (answer: unknown): Partial<Problem> => {
  const given = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Problem> & Envelope;
  const { error } = given;
  if (typeof error !== 'object' || error === null) return given;
  return { ...(error.code && { code: error.code }), ...(error.message && { detail: error.message }) };
};

interface Envelope {
  readonly error?: { readonly code?: Problem['code']; readonly message?: string } | null;
}

const problemError = (answer: unknown, status: number, named: string): StevedoreError => {
  const problem = problemOf(answer);
  if (!isErrorCode(problem.code)) {
    return new StevedoreError(
      'API_UNREACHABLE',
      `Cannot use the API: ${named} answered ${status} and is not a Stevedore API`,
    );
  }
  return new StevedoreError(problem.code, problem.detail ?? `The API answers ${status}`, {
    details: {
      api: named,
      ...(problem.run === undefined ? {} : { runId: problem.run.run_id }),
      ...(problem.request_id === undefined ? {} : { requestId: problem.request_id }),
    },
  });
};
