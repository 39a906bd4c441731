import { expect, it } from 'vitest';
import { apiSource } from './api-source.js';
import { triggerSchema } from './sync-schema.js';

const sourceOf = (sourceIdentifier: string, options: object = {}) =>
  apiSource('own', triggerSchema.parse({ sourceType: 'api', sourceIdentifier, options })).source;

it.each([
  ['a header of a login', 'https://api.example/a', { headers: { Authorization: 'Bearer x' } }],
  ['a cookie', 'https://api.example/a', { headers: { cookie: 'a=b' } }],
  ['a header of a key', 'https://api.example/a', { headers: { 'X-Api-Key': 'x' } }],
  ['a parameter of a key', 'https://api.example/a', { query: { key: 'x' } }],
  ['a token in the address', 'https://api.example/a?access_token=x', {}],
])('refuses %s, which belongs into options.auth', (_, address, options) => {
  expect(() => sourceOf(address, options)).toThrow(/options\.auth/);
});

it('keeps the parameters of the address and those beside it, each once', () => {
  const { query, headers } = sourceOf('https://api.example/a?sort=name&page_token=1', {
    query: { kind: 'music' },
    headers: { 'X-Tenant': 't' },
  });
  expect([query, headers]).toEqual([{ sort: 'name', page_token: '1', kind: 'music' }, { 'X-Tenant': 't' }]);
  expect(() => sourceOf('https://api.example/a?tag=1&tag=2')).toThrow(/"tag" twice/);
});
