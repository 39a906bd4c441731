import { expect, it } from 'vitest';
import { looksSecret } from './looks-secret.js';

it.each([
  ['X-Amz-Signature', 'abc'],
  ['X-Amz-Credential', 'AKIA/2026'],
  ['sig', '1'],
  ['access_token', '1'],
  ['k', 'Qm9iIHdhcyBoZXJlIDQy'],
  ['id', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['t', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc'],
])('%s=%s looks like a credential', (name, value) => {
  expect(looksSecret(name, value)).toBe(true);
});

it.each([
  ['format', 'csv'],
  ['page_token', 'Qm9iIHdhcyBoZXJlIDQy'],
  ['since', '2026-01-31T12:00:00Z'],
  ['file', 'customers-2026-01-31-nightly'],
  ['fields', 'id,name,created_at'],
  ['keyword', 'jazz'],
])('%s=%s does not', (name, value) => {
  expect(looksSecret(name, value)).toBe(false);
});
