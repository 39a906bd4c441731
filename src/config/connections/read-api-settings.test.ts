import { describe, expect, it } from 'vitest';
import { readApiSettings } from './read-api-settings.js';

const FILE = `
mysql: { loader: { user: l, password: "\${NOT_SET}" } }
api: { host: 0.0.0.0, port: 9000, key: "\${KEY}" }
import: { scp: { password: "\${NOT_SET_EITHER}" } }
`;

describe('the address of the API in a configuration', () => {
  it('is read without the secrets of the rest', () => {
    expect(readApiSettings(FILE, 'f.yaml', { KEY: 'k' })).toEqual({ api: { host: '0.0.0.0', port: 9000, key: 'k' } });
  });

  it('is read without its own key, which is named', () => {
    expect(readApiSettings(FILE, 'f.yaml', {})).toEqual({
      api: { host: '0.0.0.0', port: 9000 },
      missingKey: 'the environment variable KEY, which is not set',
    });
    expect(readApiSettings(FILE, 'f.yaml', { STEVEDORE_API_KEY: 'x' })).toEqual({
      api: { host: '0.0.0.0', port: 9000, key: 'x' },
    });
  });

  it('is the standard one where the file has no such block', () => {
    expect(readApiSettings('', 'f.yaml', {}).api).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(readApiSettings('api: { port: "${PORT:-81}", url: "https://x.example/" }', 'f.yaml', {}).api).toMatchObject({
      port: 81,
      url: 'https://x.example',
    });
  });

  it('is that of PORT and API_KEY where databases are synced, and only there', () => {
    const names = { PORT: '9001', API_KEY: 'k' };
    const named = { ...names, SYNC_DATABASE_LOCAL: 'postgres://a@127.0.0.1/app' };
    const there = { host: '127.0.0.1', port: 9001, key: 'k' };
    expect(readApiSettings('{}', 'f.yaml', named)).toEqual({ api: there });
    expect(readApiSettings('{ sync: { destinations: [a] }, api: { port: 81 } }', 'f.yaml', names)).toEqual({
      api: there,
    });
    expect(readApiSettings('{}', 'f.yaml', names)).toEqual({ api: { host: '127.0.0.1', port: 8080 } });
    expect(readApiSettings('{}', 'f.yaml', { ...named, STEVEDORE_API_KEY: 'x' }).api.key).toBe('x');
  });

  it('is refused with its line where the block is wrong', () => {
    expect(() => readApiSettings('api: { port: none }', 'f.yaml', {})).toThrow('f.yaml:1:14: api.port');
    expect(() => readApiSettings('api: { host: "${HOST}" }', 'f.yaml', {})).toThrow('HOST, which is not set');
    expect(() => readApiSettings('api: [', 'f.yaml', {})).toThrow('is not valid YAML');
  });
});
