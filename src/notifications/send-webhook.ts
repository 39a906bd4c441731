import type { HttpNetwork } from '../connectors/http/guarded-agent.js';
import { openGuardedHttp } from '../connectors/http/guarded-request.js';
import { StevedoreError } from '../contracts/errors.js';
import { webhookHeaders } from './sign-webhook.js';

/** Who is sent a webhook. All of it is a secret: an address may have a token in it. */
export interface WebhookReceiver {
  readonly url: string;
  /** Signs what is sent. @default nothing is signed */
  readonly secret?: string;
  /** Sent as a bearer token. @default none */
  readonly token?: string;
}

export interface WebhookRequest {
  /** What a failure says that could not be done: `Cannot call back`. */
  readonly action: string;
  /** The same in every try. */
  readonly id: string;
  readonly body: object;
  readonly signal: AbortSignal;
}

/**
 * Sends a webhook to whoever wants it, once, and resolves to the receiver's status; follows no redirect. Messages name
 * the receiver's host only: the rest of its address may be a secret. Throws CALLBACK_FAILED, CALLBACK_REFUSED where
 * another try cannot help, HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED, HTTP_TIMEOUT and HTTP_UNREACHABLE.
 */
export const sendWebhook = async (
  network: HttpNetwork,
  { url, secret, token }: WebhookReceiver,
  { action, id, body, signal }: WebhookRequest,
): Promise<number> => {
  const { host } = new URL(url);
  const text = JSON.stringify(body);
  const http = openGuardedHttp(network, LIMITS);
  try {
    const response = await http.send({
      url,
      name: host,
      action,
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
    refuse(response.status, `${action} "${host}"`);
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
