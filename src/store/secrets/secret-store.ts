import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { StevedoreError } from '../../contracts/errors.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { SecretStore } from '../store.js';
import type { StoreTables } from '../tables.js';
import { keyIdOf, seal, unseal } from './seal.js';

/** The newest first: what is written is encrypted with it; the others only open what they have encrypted. */
export type SecretKeys = readonly Buffer[];

/** Secrets that were given by API, encrypted, in their table; see `SecretStore`. */
export const createSecretStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime }: Pick<StoreEngine, 'toTime'>,
  keys: SecretKeys,
): SecretStore => {
  const [current] = keys;
  const sealNew = (bound: string, value: string) => {
    if (current !== undefined) return seal(current, bound, value);
    throw new StevedoreError(
      'SECRETS_UNAVAILABLE',
      'Cannot keep a secret: the configuration has no key to encrypt it with; set "secrets.key" to 32 random bytes in base64 (openssl rand -base64 32)',
    );
  };
  const valueOf = ({ id, owner, key_id: keyId, sealed }: SecretRow): string | undefined => {
    for (const key of keys) {
      const value = unseal(key, boundOf(id, owner), { keyId, sealed });
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const open = (row: SecretRow): string => {
    const value = valueOf(row);
    if (value !== undefined) return value;
    const { owner, key_id: keyId } = row;
    const isKnown = keys.some((key) => keyIdOf(key) === keyId);
    throw new StevedoreError(
      'SECRETS_UNAVAILABLE',
      isKnown
        ? `Cannot open the secret of ${owner}: what the store has of it was changed; give it again`
        : `Cannot open the secret of ${owner}: it was encrypted with a key that the configuration does not have; add that key to "secrets.previous_keys"`,
    );
  };
  return {
    put: (owner, value) =>
      call('keep a secret', async () => {
        const id = randomUUID();
        const { keyId, sealed } = sealNew(boundOf(id, owner), value);
        const row = { id, owner, key_id: keyId, sealed, created_at: toTime(new Date().toISOString()) };
        await db.insertInto('secrets').values(row).execute();
        return id;
      }),
    get: (id) =>
      call('read a secret', async () => {
        const row = await db.selectFrom('secrets').selectAll().where('id', '=', id).executeTakeFirst();
        if (row !== undefined) return open(row);
        throw new StevedoreError('SECRET_UNKNOWN', 'Cannot read a secret: it is no longer in the store; give it again');
      }),
    remove: (id) =>
      call('remove a secret', async () => {
        await db.deleteFrom('secrets').where('id', '=', id).execute();
      }),
    removeOf: (owner) =>
      call('remove secrets', async () => {
        await db.deleteFrom('secrets').where('owner', '=', owner).execute();
      }),
    rotate: () =>
      call('encrypt secrets again', async () => {
        if (current === undefined) return { rotated: 0, unreadable: [] };
        let rotated = 0;
        const unreadable: string[] = [];
        const old = db.selectFrom('secrets').selectAll().where('key_id', '!=', keyIdOf(current));
        const rows = await old.orderBy('id').execute();
        for (const row of rows) {
          const value = valueOf(row);
          if (value === undefined) {
            unreadable.push(row.owner);
            continue;
          }
          const { keyId, sealed } = sealNew(boundOf(row.id, row.owner), value);
          const update = db.updateTable('secrets').set({ key_id: keyId, sealed }).where('id', '=', row.id);
          await update.where('key_id', '=', row.key_id).execute();
          rotated++;
        }
        return { rotated, unreadable };
      }),
  };
};

type SecretRow = Pick<StoreTables['secrets'], 'id' | 'owner' | 'key_id' | 'sealed'>;

const boundOf = (id: string, owner: string): string => `${owner}/${id}`;
