import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpRequest } from '../../../connectors/http/guarded-request.js';
import { wholeBody } from '../../../connectors/http/guarded-request.js';
import type { HttpService } from '../../../connectors/http/http-service.js';
import { isRetryableCode, isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import { JsonText } from '../../../formats/json-pages/json-text.js';

/** An answer, parsed; without `json` it is one without a body. */
export interface AskedPage {
  readonly json?: JsonText;
  readonly url: string;
  readonly link?: string;
}

/** The server asks to wait for longer than a step should sleep. */
export interface LongWait {
  /** Milliseconds. */
  readonly waitMs: number;
}

/** Longer waits are a matter of the run. */
const SHORT_WAIT_MS = 30_000;
const MOST_SHORT_WAITS = 20;
const TRIES = 4;
const FIRST_DELAY_MS = 500;

/**
 * Asks for one page, and again where that may help: after errors of the server and of the network, with growing delays;
 * once after an answer that is not JSON; after what the server asks to wait, up to 30 s.
 *
 * Throws PAGES_INVALID, HTTP_WAIT_TOO_LONG, and what `HttpService.send` and its body throw.
 */
export const askPage = async (
  service: Pick<HttpService, 'send'>,
  request: HttpRequest & { readonly signal: AbortSignal },
  { page, maxWaitMs }: { readonly page: number; readonly maxWaitMs: number },
): Promise<AskedPage | LongWait> => {
  let failures = 0;
  let waits = 0;
  let invalid = 0;
  for (;;) {
    try {
      return await ask(service, request, page);
    } catch (error) {
      if (!isStevedoreError(error) || request.signal.aborted) throw error;
      const { retryAfterMs } = error.details;
      if (error.code === 'HTTP_RATE_LIMITED' && typeof retryAfterMs === 'number') {
        if (retryAfterMs > maxWaitMs) throw tooLong(error, maxWaitMs);
        if (retryAfterMs > SHORT_WAIT_MS) return { waitMs: retryAfterMs };
        if (++waits > MOST_SHORT_WAITS) throw error;
        await sleep(retryAfterMs + Math.random() * 250, undefined, { signal: request.signal });
        continue;
      }
      if (error.code === 'PAGES_INVALID') {
        if (++invalid > 1) throw error;
      } else if (!isRetryableCode(error.code) || ++failures >= TRIES) throw error;
      await sleep(delayOf(failures), undefined, { signal: request.signal });
    }
  }
};

const delayOf = (failures: number): number => FIRST_DELAY_MS * 2 ** failures * (0.5 + Math.random() / 2);

const tooLong = (error: StevedoreError, maxWaitMs: number): StevedoreError =>
  new StevedoreError(
    'HTTP_WAIT_TOO_LONG',
    `${error.message}, which is longer than the ${Math.round(maxWaitMs / 1_000)} s of "max_wait"`,
  );

const ask = async (service: Pick<HttpService, 'send'>, request: HttpRequest, page: number): Promise<AskedPage> => {
  const response = await service.send(request);
  const { url, status } = response;
  const link = response.header('link');
  const around = { url, ...(link === undefined ? {} : { link }) };
  const type = response.header('content-type') ?? '';
  const body = await wholeBody(response);
  if (status === 204) return around;
  const text = decoded(body, type);
  const fault = (state: string): StevedoreError =>
    new StevedoreError('PAGES_INVALID', `Cannot read page ${page}: the answer ${state}`);
  if (text === undefined) throw fault('is not in the encoding that it says');
  try {
    return { json: new JsonText(text), ...around };
  } catch {
    throw fault(/^\s*</.test(text) ? 'is HTML or XML, not JSON' : text.trim() === '' ? 'is empty' : 'is not JSON');
  }
};

/** JSON is UTF-8, unless the server says otherwise. */
const decoded = (body: Buffer, type: string): string | undefined => {
  const label = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
};
