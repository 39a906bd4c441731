import { expect, it } from 'vitest';
import type { PagesSource } from '../table-import/pages/page-source.js';
import { sourceSecrets } from './source-secrets.js';

const pages = (more: Partial<PagesSource>): PagesSource => ({
  kind: 'pages',
  connection: 'partner',
  path: '/a',
  method: 'POST',
  query: {},
  headers: {},
  dataPath: '',
  pagination: { type: 'none' },
  hosts: [],
  maxWaitMs: 1,
  maxPageBytes: 1,
  maxBytes: 1,
  ...more,
});

it('finds credentials in the query of an address and in query, headers and body of a service', () => {
  expect(sourceSecrets({ kind: 'url', url: 'https://h.example/f.csv?format=csv&sig=a%2Fb' })).toEqual(['a/b']);
  const body = JSON.stringify({ filter: { genre: 'pop' }, login: { password: 'p', credentials: ['c', 'd'] } });
  expect(sourceSecrets(pages({ query: { sort: 'name', token: 't' }, headers: { 'X-Session': 's' }, body }))).toEqual([
    ...['t', 's', 'p', 'c', 'd'],
  ]);
  expect(sourceSecrets({ kind: 'local', path: '/data', filePattern: '*' })).toEqual([]);
});
