import { expect, it } from 'vitest';
import { checkCall } from './check-call.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** The example of Standard Webhooks. */
const CALL = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  body: '{"test": 2432232314}',
};
const THEN = 1_614_265_330_000;
const hook = { secrets: ['another-secret-of-ours', SECRET], token: 'a-token-of-16-and-more' };

it('takes a call that one of the secrets has signed, beside other signatures', () => {
  expect(checkCall(hook, CALL, THEN)).toEqual({ once: CALL.id });
  expect(checkCall(hook, { ...CALL, signature: `v1a,x v1,AAAA ${CALL.signature}` }, THEN + 299_000)).toEqual({
    once: CALL.id,
  });
});

it.each([
  ['another body', { ...CALL, body: '{}' }, THEN],
  ['another id', { ...CALL, id: 'msg_other' }, THEN],
  ['another time', { ...CALL, timestamp: '1614265331' }, THEN],
  ['an old call', CALL, THEN + 301_000],
  ['a clock that is ahead', CALL, THEN - 301_000],
  ['a time that is none', { ...CALL, timestamp: '1e9' }, THEN],
  ['a signature of another version', { ...CALL, signature: CALL.signature.replace('v1', 'v2') }, THEN],
  ['an empty signature', { ...CALL, signature: '' }, THEN],
  ['no signature and no token', { body: CALL.body }, THEN],
  ['a token that is not its own', { body: '', authorization: 'Bearer swordfish' }, THEN],
])('refuses %s', (_, call, now) => {
  expect(() => checkCall(hook, call, now)).toThrow(/^Cannot accept the call/);
});

it('takes the token, and nothing where there is no such hook', () => {
  const call = { body: '', authorization: `Bearer ${hook.token}` };
  expect(checkCall(hook, call)).toEqual({});
  expect(() => checkCall(undefined, call)).toThrow(/no such hook/);
  expect(() => checkCall(undefined, CALL, THEN)).toThrow(/no such hook/);
  expect(() => checkCall({ secrets: [] }, CALL, THEN)).toThrow(/no such hook/);
});
