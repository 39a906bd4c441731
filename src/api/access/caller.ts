import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { Role } from '../../contracts/access/role.js';
import { isAtLeast } from '../../contracts/access/role.js';
import type { KeyLimits } from './limit-keys.js';
import type { EventStream } from '../request/event-stream.js';

/** Who asks, as its key says. */
export interface Caller {
  /** `stored`: a key of the store. `configured`: `api.key`. `machine`: no key, from this machine. */
  readonly kind: 'stored' | 'configured' | 'machine';
  /** The key's name, `api.key`, or `api`. */
  readonly name: string;
  readonly role: Role;
  /** The id of a stored key. */
  readonly keyId?: string;
  /** The id of the key that it goes back to by rotations. @default `keyId` */
  readonly firstKeyId?: string;
  /** The only pipelines that it may see. @default all */
  readonly pipelines?: readonly string[];
  /** What a stored key may ask at most. @default anything */
  readonly limits?: KeyLimits;
  /** Ends a stream within seconds after the key, or the session, has ended. @default neither ends */
  readonly endWithKey?: (stream: Pick<EventStream, 'gone' | 'end'>) => void;
}

/** As the guard has found it; open routes have none. */
export const callerOf = (c: Context): Caller => {
  const caller = c.get('caller') as Caller | undefined;
  if (caller === undefined) throw new StevedoreError('UNAUTHORIZED', 'Cannot accept the request: no key was checked');
  return caller;
};

export const setCaller = (c: Context, caller: Caller): void => {
  c.set('caller', caller);
};

export const maySee = ({ pipelines }: Pick<Caller, 'pipelines'>, pipeline: string): boolean =>
  pipelines === undefined || pipelines.includes(pipeline);

/** Who asks, whatever text its key has now: what is kept and counted by sender goes by it. */
export const senderOf = ({ firstKeyId, keyId, kind }: Pick<Caller, 'firstKeyId' | 'keyId' | 'kind'>): string =>
  firstKeyId ?? keyId ?? kind;

/** Throws ROLE_TOO_LOW. */
export const assertRole = ({ name, role }: Caller, needed: Role): void => {
  if (isAtLeast(role, needed)) return;
  throw new StevedoreError(
    'ROLE_TOO_LOW',
    `Cannot accept the request: the key "${name}" has the role "${role}", but "${needed}" is needed; use another key`,
  );
};

/** Throws PIPELINE_FORBIDDEN. */
export const assertMaySee = (caller: Caller, pipeline: string): void => {
  if (maySee(caller, pipeline)) return;
  throw new StevedoreError(
    'PIPELINE_FORBIDDEN',
    `Cannot accept the request: the key "${caller.name}" is not for the pipeline "${pipeline.slice(0, 100)}"; use another key`,
  );
};

/** Throws PIPELINE_FORBIDDEN for a key that is for some pipelines only. */
export const assertForAll = ({ name, pipelines }: Caller): void => {
  if (pipelines === undefined) return;
  throw new StevedoreError(
    'PIPELINE_FORBIDDEN',
    `Cannot accept the request: the key "${name}" is for some pipelines only, and this concerns all of them; use another key`,
  );
};
