import { describe, expect, it } from 'vitest';
import { loadSettings } from '../load-settings.js';
import { databasesOf } from './sync-variables.js';

const URL = 'postgresql://reader:p%40ss@db.example.com:5432/app';
const LOCAL = 'postgres://postgres:x@127.0.0.1:5432/app';
const load = (env: Record<string, string>) => loadSettings('{}\n', 'stevedore.yaml', env);

describe('variables alone', () => {
  it('name databases, settings of syncs, and where the API listens', () => {
    const settings = load({
      SYNC_DATABASE_STAGING: URL,
      SYNC_DATABASE_LOCAL: LOCAL,
      SYNC_DESTINATIONS: 'local, ',
      SYNC_PROTECTED: 'staging',
      SYNC_MAX_CONCURRENT: '3',
      SYNC_MAX_DUMP_AGE: '7d',
      SYNC_MAX_DUMP_BYTES: '1GiB',
      SYNC_ENABLED: 'false',
      DUMP_DIRECTORY: '/var/lib/dumps',
      PORT: '9090',
      API_KEY: 'secret',
      REDIS_URL: 'redis://127.0.0.1:6379/0',
    });
    expect(settings.connections.map(({ name, kind }) => [name, kind])).toEqual([
      ['staging', 'postgres'],
      ['local', 'postgres'],
    ]);
    expect(settings.connections[0]).toMatchObject({ account: { user: 'reader', password: 'p@ss' }, tls: 'system' });
    expect(settings.sync).toMatchObject({
      enabled: false,
      destinations: ['local'],
      protected: ['staging'],
      concurrent: 3,
      maxAgeMs: 7 * 86_400_000,
      maxBytes: 1_073_741_824,
      dumpDirectory: '/var/lib/dumps',
    });
    expect(settings.api).toMatchObject({ port: 9_090, key: 'secret' });
    expect(settings.redis).toBeUndefined();
  });

  it('keep runs where they may write, and in no source', () => {
    expect(load({ SYNC_DATABASE_A: URL, SYNC_DATABASE_B: LOCAL }).store).toMatchObject({
      address: { host: '127.0.0.1' },
    });
    expect(() => load({ SYNC_DATABASE_A: URL })).toThrow(/store\.url is missing/);
  });

  it('leave the port and the key of others alone where no database is named', () => {
    const { api } = loadSettings(`store: { url: "${LOCAL}" }`, 'stevedore.yaml', { PORT: '1', API_KEY: 'x' });
    expect(api).toMatchObject({ port: 8_080 });
    expect(api).not.toHaveProperty('key');
  });

  it.each([
    ['', undefined],
    ['?sslmode=disable', 'off'],
    ['?sslmode=require', 'system'],
    ['?sslmode=verify-full&sslrootcert=%2Fca.pem', { ca: '/ca.pem' }],
    ['?sslmode=prefer', undefined],
  ])('understand what "%s" says about TLS', (query, tls) => {
    const [found] = databasesOf({ SYNC_DATABASE_Main_2: URL + query });
    expect(found).toEqual({
      variable: 'SYNC_DATABASE_Main_2',
      name: 'main_2',
      block: { kind: 'postgres', url: URL, ...(tls === undefined ? {} : { tls }) },
    });
  });

  it.each(['?options=-c%20x', '?host=other', '?sslmode=odd'])('refuse "%s", naming the variable', (query) => {
    expect(() => load({ SYNC_DATABASE_LOCAL: LOCAL + query })).toThrow(/SYNC_DATABASE_LOCAL/);
  });
});
