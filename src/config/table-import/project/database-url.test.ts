import { expect, it } from 'vitest';
import { databaseOf } from './database-url.js';

it('a URL is read as people write it, with its password apart', () => {
  expect(databaseOf('c', 'postgresql+psycopg2://anna:p%40ss@127.0.0.1/app')).toEqual({
    shown: 'postgresql://anna:***@127.0.0.1/app',
    settings: {
      kind: 'postgres',
      name: 'c',
      address: { host: '127.0.0.1', port: 5_432 },
      tls: 'off',
      database: 'app',
      account: { user: 'anna', password: 'p@ss' },
    },
  });
  const mysql = databaseOf('c', 'mysql://anna:geheim@db.example:3307/shop');
  expect(mysql).toMatchObject({
    settings: { kind: 'mysql', database: 'shop', tls: 'system', address: { port: 3_307 } },
  });
  expect(mysql.shown).toBe('mysql://anna:***@db.example:3307/shop');
});

it('sslmode says whether TLS is used, as far as it means the same here', () => {
  const tls = (query: string) => databaseOf('c', `postgres://u:p@db.example/x${query}`).settings;
  expect(tls('')).toMatchObject({ tls: 'system' });
  expect(tls('?sslmode=disable')).toMatchObject({ tls: 'off' });
  expect(tls('?sslmode=require')).toMatchObject({ tls: 'system' });
  expect(databaseOf('c', 'postgres://u:p@db.example/x?sslmode=require').shown).toBe(
    'postgres://u:***@db.example/x?sslmode=require',
  );
});

it.each([
  ['sqlite:///data.db', /must be "postgres/],
  ['nothing', /must be "postgres/],
  ['postgres://u:geheim@db', /must be "postgres/],
  ['postgres://u:geheim@db/x?pool=9', /parameter "pool"/],
  ['postgres://u:geheim@db/x?sslmode=maybe', /sslmode/],
  ['postgres://u:***@db/x', /send the password/],
])('%s is refused by its reason, without the password', (url, reason) => {
  expect(() => databaseOf('c', url)).toThrow(reason);
  expect(() => databaseOf('c', url)).toThrow(/^(?!.*geheim)/);
});
