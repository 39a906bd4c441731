import { expect, test } from 'vitest';
import { findTable } from './find-table.js';
import type { ExportSettings } from './find-table.js';
import { isForAdmins } from './is-for-admins.js';

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

test('an export of secret columns, of a table, and of what is no longer known is for admins', () => {
  const filters = [{ column: 'password_hash', operator: 'eq', value: 'x' }] as const;
  const format = 'csv';
  expect(isForAdmins(settings, { resource: 'users', format })).toBe(false);
  expect(isForAdmins(settings, { resource: 'users', format, fields: ['id'], filters: [] })).toBe(false);
  expect(isForAdmins(settings, { resource: 'users', format, filters })).toBe(true);
  expect(isForAdmins(settings, { resource: 'users', format, fields: ['password_hash'] })).toBe(true);
  expect(isForAdmins(settings, { connection: 'app', table: 'orders', format })).toBe(true);
  expect(isForAdmins(settings, { resource: 'gone', format })).toBe(true);
});
