import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { StevedoreError } from '../../contracts/errors.js';
import type { HookSettings } from '../../contracts/settings.js';

/** What a call says of itself. */
export interface HookCall {
  readonly id?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly signature?: string | undefined;
  readonly authorization?: string | undefined;
  /** As it came. */
  readonly body: string;
}

/** A signed call that is older, or whose clock is further ahead, is refused. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Whether a call may start what it names: it is signed with one of the secrets, as Standard Webhooks 1.0 has it, or
 * sends the token. Gives what makes a repeat of it harmless, where it says that. Throws UNAUTHORIZED, which does not
 * tell whether there is such a hook.
 */
export const checkCall = (
  hook: HookSettings | undefined,
  { id, timestamp, signature, authorization, body }: HookCall,
  now = Date.now(),
): { readonly once?: string } => {
  if (signature !== undefined) {
    if (id === undefined || id === '' || timestamp === undefined)
      throw refuse('"webhook-id" or "webhook-timestamp" is missing');
    const age = Math.abs(now - Number(timestamp) * 1_000);
    if (!/^\d{1,12}$/.test(timestamp) || age > TOLERANCE_MS)
      throw refuse('"webhook-timestamp" is more than five minutes off; send the call again, and set the clocks right');
    const signed = `${id}.${timestamp}.${body}`;
    const given = signature.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []));
    const isSigned = (hook?.secrets ?? []).some((secret) => given.some((one) => isSame(one, sign(secret, signed))));
    if (isSigned) return { once: id };
    throw refuse(WRONG);
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined && hook?.token !== undefined && isSame(token, hook.token)) return {};
  throw refuse(token === undefined ? 'it is not signed, and has no token' : WRONG);
};

const WRONG = 'there is no such hook, or the signature or the token is not its own';

const sign = (secret: string, text: string): string => {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  return createHmac('sha256', key).update(text).digest('base64');
};

/** In a time that does not tell how much is right. */
const isSame = (one: string, two: string): boolean => timingSafeEqual(hash(one), hash(two));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

const refuse = (why: string): StevedoreError => new StevedoreError('UNAUTHORIZED', `Cannot accept the call: ${why}`);
