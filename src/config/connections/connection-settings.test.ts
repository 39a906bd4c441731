import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader();

describe('API keys', () => {
  const base = 'mysql: { host: 127.0.0.1, user: root }\n';

  test('an API key is needed to listen to other machines', () => {
    expect(problemsOf(`${base}api: { host: 0.0.0.0 }`)).toEqual([
      'stevedore.yaml:2:14: api.host must be "127.0.0.1" without a key: set api.key or STEVEDORE_API_KEY',
    ]);
    expect(load(`${base}api: { host: 0.0.0.0, key: k }`).api).toEqual({ host: '0.0.0.0', port: 8_080, key: 'k' });
  });

  test('a Temporal API key implies TLS', () => {
    expect(load(`${base}temporal: { address: "x.tmprl.cloud:7233", api_key: k }`).temporal.tls).toBe('system');
    expect(problemsOf(`${base}temporal: { address: "x.tmprl.cloud:7233", api_key: k, tls: off }`)).toHaveLength(1);
  });
});
