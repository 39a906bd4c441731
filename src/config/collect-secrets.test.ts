import { expect, test } from 'vitest';
import { collectSecrets } from './collect-secrets.js';
import { loadSettings } from './load-settings.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
const TEXT = `mysql:
  host: 127.0.0.1
  loader: { user: l, password: loader-secret }
  publisher: { user: p, password: publisher-secret }
  owner: { user: o, password: owner-secret }
store: { url: "mysql://u:store%2Fsecret@127.0.0.1/s" }
temporal: { api_key: temporal-secret }
import:
  load_check: { metrics_url: "http://u:metrics-secret@127.0.0.1/" }
  scp:
    { host: h, username: u, password: scp-secret, private_key: "\${KEY}", passphrase: passphrase-secret, file_patterns: [a] }
  zip: { password: zip-secret, passwords: { a: zip-a-secret } }
  database: { target_databases: [{ name: a }] }
`;

test('every secret of every setting is collected once, URLs in both spellings, the longest first', () => {
  const env = { KEY, REDIS_URL: 'redis://:redis%2Fsecret@127.0.0.1/0', STEVEDORE_API_KEY: 'api-secret' };
  const secrets = collectSecrets(loadSettings(TEXT, 'stevedore.yaml', env));
  expect(secrets[0]).toBe(KEY.trim());
  expect(secrets.toSorted()).toEqual(
    [
      KEY.trim(),
      'b3BlbnNzaC1rZXktdjEAAAAA',
      'api-secret',
      'loader-secret',
      'metrics-secret',
      'owner-secret',
      'passphrase-secret',
      'publisher-secret',
      'redis%2Fsecret',
      'redis/secret',
      'scp-secret',
      'store%2Fsecret',
      'store/secret',
      'temporal-secret',
      'zip-a-secret',
      'zip-secret',
    ].toSorted(),
  );
});
