import { expect, it } from 'vitest';
import { MASK, maskConfiguration } from './mask-configuration.js';

it('masks what is a secret by its key or its look, and keeps references and the rest', () => {
  const text = `# password: old-one
mysql:
  host: db.example
  user: app
  password: plain
  loader: { user: l, password: "\${LOADER}" }
store: { url: "postgres://u:p4ss@db/app" }
import:
  scp: { port: 22, password: "\${X:-fallback}", private_key: "-----BEGIN" }
  zip: { passwords: { a: one, b: 2 } }
notifications: { ops: { url: "https://hooks.example/services/T0000000000000000/b", events: [failed] } }
secrets: { key: "\${file:/run/secrets/key}", previous_keys: [aaaa] }
`;
  const masked = maskConfiguration(text);
  for (const secret of ['old-one', 'plain', 'p4ss', 'fallback', 'BEGIN', 'one', 'T0000', 'aaaa'])
    expect(masked.replaceAll('password', '')).not.toContain(secret);
  for (const kept of ['db.example', 'user: app', '${LOADER}', 'port: 22', '${file:/run/secrets/key}', '- failed', MASK])
    expect(masked).toContain(kept);
});

it('says so where the file is no YAML', () => {
  expect(maskConfiguration('a: [')).toMatch(/^# /);
});
