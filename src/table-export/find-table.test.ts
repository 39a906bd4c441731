import { expect, test } from 'vitest';
import { findTable } from './find-table.js';
import type { ExportSettings } from './find-table.js';

const users = {
  connection: 'app',
  table: 'users',
  columns: [{ name: 'id' }, { name: 'password_hash', secret: true }],
};
const settings = {
  connections: [{ name: 'app', kind: 'mysql', database: 'shop' }],
  resources: { users, names: { ...users, columns: [{ name: 'id' }] }, old: { ...users, schema: 'archive' } },
} as unknown as ExportSettings;

test.each([
  ['the resource', { resource: 'users' }, ['password_hash']],
  ['another resource of its table', { resource: 'names' }, ['password_hash']],
  ['its table', { connection: 'app', table: 'users' }, ['password_hash']],
  ['its table and schema', { connection: 'app', schema: 'shop', table: 'users' }, ['password_hash']],
  ['another table', { connection: 'app', table: 'orders' }, []],
  ['a table of that name in another schema', { connection: 'app', schema: 'other', table: 'users' }, []],
])('a column that a resource marks secret is secret by the name of %s, or is none', (_, request, secrets) => {
  expect([...findTable(settings, request).secrets]).toEqual(secrets);
});
