import { describe, expect, test } from 'vitest';
import { loadSettings } from './load-settings.js';
import type { Machine } from './machine.js';

const machine: Machine = {
  workingDirectory: '/srv/app',
  hostName: 'here',
  timeZone: 'Europe/Vienna',
  readFile: () => '',
};
const load = (text: string) => loadSettings(text, 'stevedore.yaml', {}, machine);
const problemsOf = (text: string): string[] => {
  try {
    load(text);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('expected problems');
};

describe('API keys', () => {
  const base = 'mysql: { host: 127.0.0.1, user: root }\n';

  test('an API key is needed to listen to other machines', () => {
    expect(problemsOf(`${base}api: { host: 0.0.0.0 }`)).toEqual([
      'stevedore.yaml:2:14: api.host must be "127.0.0.1" as long as there is no key: set api.key or STEVEDORE_API_KEY',
    ]);
    expect(load(`${base}api: { host: 0.0.0.0, key: k }`).api).toEqual({ host: '0.0.0.0', port: 8_080, key: 'k' });
  });

  test('a Temporal API key implies TLS', () => {
    expect(load(`${base}temporal: { address: "x.tmprl.cloud:7233", api_key: k }`).temporal.tls).toBe('system');
    expect(problemsOf(`${base}temporal: { address: "x.tmprl.cloud:7233", api_key: k, tls: off }`)).toHaveLength(1);
  });
});
