import type { HttpNetwork } from '../../connectors/http/guarded-agent.js';
import { openGuardedHttp } from '../../connectors/http/guarded-request.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportCallback } from '../../contracts/definitions/import-callback.js';
import { webhookHeaders } from './sign-webhook.js';

export interface CallbackRequest {
  /** The same in every try. */
  readonly id: string;
  readonly body: object;
  readonly signal: AbortSignal;
}

/**
 * Sends a result to whoever wants it, once, and resolves to the receiver's status; follows no redirect. Messages name
 * the receiver's host only: the rest of its address may be a secret. Throws CALLBACK_FAILED, CALLBACK_REFUSED where
 * another try cannot help, HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED, HTTP_TIMEOUT and HTTP_UNREACHABLE.
 */
export const sendCallback = async (
  network: HttpNetwork,
  { url, secret, token }: ImportCallback,
  { id, body, signal }: CallbackRequest,
): Promise<number> => {
  const { host } = new URL(url);
  const text = JSON.stringify(body);
  const http = openGuardedHttp(network, LIMITS);
  try {
    const response = await http.send({
      url,
      name: host,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...webhookHeaders({ id, sentAt: new Date(), body: text }, secret),
      },
      ...(token === undefined ? {} : { credentials: { headers: { authorization: `Bearer ${token}` } } }),
      body: text,
      signal,
    });
    response.discard();
    refuse(response.status, `Cannot call back "${host}"`);
    return response.status;
  } finally {
    await http.close();
  }
};

const refuse = (status: number, action: string): void => {
  if (status >= 200 && status < 300) return;
  // What Standard Webhooks has for an address that wants no more.
  if (status === 410) throw new StevedoreError('CALLBACK_REFUSED', `${action}: it answered 410, it is gone for good`);
  throw new StevedoreError('CALLBACK_FAILED', `${action}: it answered ${status}`);
};

/** Receivers have to answer before they work. */
const LIMITS = { connectMs: 10_000, headersMs: 20_000, totalMs: 30_000, maxRedirects: 0 } as const;
