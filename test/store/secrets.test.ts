import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportDefinition } from '../../src/contracts/definitions/import-definition.js';
import { ownerOfDefinition } from '../../src/contracts/definitions/import-definition.js';
import { createStore } from '../../src/store/create-store.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const [first, second] = [randomBytes(32), randomBytes(32)];
const definition = (createdAt: string): ImportDefinition => ({
  id: randomUUID(),
  label: 'project "Jürgen 🚢"',
  tables: [],
  seen: 'again',
  connections: [],
  createdAt,
});

describe.each(STORE_SERVERS)('secrets and definitions in a store on %s', (_name, start) => {
  let server: StoreServer;
  const stores: Store[] = [];
  const withKeys = (...secretKeys: Buffer[]): Store => {
    const store = createStore(server.settings('secrets'), { secretKeys });
    stores.push(store);
    return store;
  };
  let store: Store;

  beforeAll(async () => {
    server = await start({ odd: true });
    store = await openStore(server, 'secrets', { secretKeys: [first] });
    stores.push(store);
    await store.migrate();
  });
  afterAll(async () => {
    for (const each of stores) await each.close();
    await server?.stop();
  });

  it('a secret is read as it was given, and goes with its owner', async () => {
    const value = 'ß"🚢\0'.repeat(10_000);
    const id = await store.secrets.put('connection/1', value);
    expect(await store.secrets.get(id)).toBe(value);
    await store.secrets.removeOf('connection/1');
    await expect(store.secrets.get(id)).rejects.toMatchObject({ code: 'SECRET_UNKNOWN' });
  });

  it('without a key none is kept, and without its key none is read', async () => {
    await expect(withKeys().secrets.put('a', 'canary')).rejects.toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
      message: expect.stringMatching(/secrets\.key/) as string,
    });
    const id = await store.secrets.put('a', 'canary');
    for (const other of [withKeys(), withKeys(second)]) {
      const error: unknown = await other.secrets.get(id).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'SECRETS_UNAVAILABLE' });
      expect(String(error)).toMatch(/secrets\.previous_keys/);
      expect(String(error)).not.toContain('canary');
    }
  });

  it('a new key opens what the one before has encrypted, and after the rotation needs it no more', async () => {
    const id = await store.secrets.put('rotated', 'value');
    const both = withKeys(second, first);
    expect(await both.secrets.get(id)).toBe('value');
    const lost = await withKeys(randomBytes(32)).secrets.put('lost', 'value');
    const { rotated, unreadable } = await both.secrets.rotate();
    expect([rotated > 0, unreadable]).toEqual([true, ['lost']]);
    expect(await both.secrets.rotate()).toEqual({ rotated: 0, unreadable: ['lost'] });
    await store.secrets.remove(lost);
    expect(await withKeys(second).secrets.get(id)).toBe('value');
    await expect(store.secrets.get(id)).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE' });
  });

  it('a definition is kept as it was first, and goes with its secrets', async () => {
    const kept = definition('2026-01-01T00:00:00.000Z');
    await store.definitions.add(kept);
    await store.definitions.add({ ...kept, label: 'another' });
    expect(await store.definitions.get(kept.id)).toEqual(kept);
    const secret = await store.secrets.put(ownerOfDefinition(kept.id), 'value');
    await store.definitions.remove(kept.id);
    expect(await store.definitions.get(kept.id)).toBeUndefined();
    await expect(store.secrets.get(secret)).rejects.toMatchObject({ code: 'SECRET_UNKNOWN' });
  });

  it('the retention forgets old definitions with their secrets, but none that a run names', async () => {
    const [old, named, young] = ['2026-01-01', '2026-01-01', '2026-03-01'].map((day) =>
      definition(`${day}T00:00:00.000Z`),
    );
    for (const each of [old, named, young]) if (each !== undefined) await store.definitions.add(each);
    const secret = await store.secrets.put(ownerOfDefinition(old?.id ?? ''), 'value');
    const orphan = await store.secrets.put(ownerOfDefinition(randomUUID()), 'value');
    const ofNamed = await store.secrets.put(ownerOfDefinition(named?.id ?? ''), 'value');
    const ofOther = await store.secrets.put(`connection/${randomUUID()}`, 'value');
    await store.runs.open({
      runId: randomUUID(),
      kind: 'table-import',
      pipeline: 'tables',
      workflowId: `table-import/job/${named?.id}`,
      trigger: 'api',
      startedBy: 'test',
      startedAt: '2026-03-01T00:00:00.000Z',
      status: 'running',
      attempts: 1,
      warnings: [],
      options: { definition: named?.id },
    });
    await store.prune('2026-02-01T00:00:00.000Z');
    expect(await store.definitions.get(old?.id ?? '')).toBeUndefined();
    await expect(store.secrets.get(secret)).rejects.toMatchObject({ code: 'SECRET_UNKNOWN' });
    expect(await store.definitions.get(named?.id ?? '')).toEqual(named);
    expect(await store.definitions.get(young?.id ?? '')).toEqual(young);
    // Whose definition may still come.
    expect(await store.secrets.get(orphan)).toBe('value');
    await store.prune(new Date(Date.now() + 60_000).toISOString());
    await expect(store.secrets.get(orphan)).rejects.toMatchObject({ code: 'SECRET_UNKNOWN' });
    for (const id of [ofNamed, ofOther]) expect(await store.secrets.get(id)).toBe('value');
  });
});
