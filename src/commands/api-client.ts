import type { Problem } from '../api/problem.js';
import { isErrorCode, StevedoreError } from '../contracts/errors.js';

/** The API over HTTP. A problem that it answers is thrown with its code, its hint among the details. */
export interface ApiClient {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  delete<T>(path: string): Promise<T>;
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

  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new StevedoreError(
        'API_UNREACHABLE',
        `Cannot reach the API: ${named} does not answer; start it with "stevedore dev" or "stevedore server", or give --url`,
        { details: { url: base }, cause },
      );
    }
    const text = await response.text();
    const answer = parse(text);
    if (response.ok && answer !== undefined) return answer as T;
    throw problemError(answer, response.status, named);
  };

  return {
    url: base,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    delete: (path) => send('DELETE', path),
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemError = (answer: unknown, status: number, named: string): StevedoreError => {
  const problem = (typeof answer === 'object' && answer !== null ? answer : {}) as Partial<Problem>;
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
