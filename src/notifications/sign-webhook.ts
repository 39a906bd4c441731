import { createHmac } from 'node:crypto';

export interface Webhook {
  /** The same in every try. */
  readonly id: string;
  /** Of this try. */
  readonly sentAt: Date;
  readonly body: string;
}

/**
 * The headers of a webhook as Standard Webhooks 1.0 has them. The secret is `whsec_` with base64, or any other text,
 * whose bytes then are the key. Without one there is no signature.
 */
export const webhookHeaders = ({ id, sentAt, body }: Webhook, secret: string | undefined): Record<string, string> => {
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const signed = secret && createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signed === undefined || signed === '' ? {} : { 'webhook-signature': `v1,${signed}` }),
  };
};

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
