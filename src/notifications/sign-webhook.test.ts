import { expect, it } from 'vitest';
import { webhookHeaders } from './sign-webhook.js';

const webhook = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  sentAt: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
};

it('the signature is that of the example of Standard Webhooks', () => {
  expect(webhookHeaders(webhook, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('without a secret nothing is signed, and a secret may be any text', () => {
  expect(webhookHeaders(webhook, undefined)).not.toHaveProperty('webhook-signature');
  expect(webhookHeaders(webhook, 'swordfish')['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
});
