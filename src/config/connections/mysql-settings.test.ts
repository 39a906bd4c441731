import { describe, expect, test } from 'vitest';
import { targetOf } from '../../contracts/settings.js';
import { settingsReader } from '../../../test/support/settings-reader.js';

const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const { load, problemsOf } = settingsReader({ '/srv/app/ca.pem': CA });

describe('mysql', () => {
  const accounts =
    'loader: { user: l, password: lp }, publisher: { user: p, password: pp }, owner: { user: o, password: op }';

  test('has three accounts, or one for all', () => {
    const mysql = targetOf(load(`mysql: { host: 127.0.0.1, ${accounts} }`));
    expect([mysql.loader.user, mysql.publisher.user, mysql.owner.user]).toEqual(['l', 'p', 'o']);
    const one = load('mysql: { socket: /run/s, user: all, password: x }').mysql;
    expect(one).toMatchObject({
      address: { socket: '/run/s' },
      tls: 'off',
      loader: { user: 'all' },
      owner: { user: 'all' },
    });
  });

  test('MYSQL_URL replaces the address and leaves the accounts that the file names', () => {
    const env = { MYSQL_URL: 'mysql://u:p%40ss@db.example:3307/ignored' };
    expect(load('mysql: { host: other, socket: /s }', env).mysql).toMatchObject({
      address: { host: 'db.example', port: 3_307 },
      tls: 'system',
      loader: { user: 'u', password: 'p@ss' },
    });
    expect(targetOf(load(`mysql: { ${accounts} }`, env)).loader.user).toBe('l');
  });

  test('TLS is required for another host, unless it is switched off or a CA is named', () => {
    const tls = (setting: string) => targetOf(load(`mysql: { host: db.example, user: u${setting} }`)).tls;
    expect(tls('')).toBe('system');
    expect(tls(', tls: off')).toBe('off');
    expect(tls(', tls: { ca: ./ca.pem }')).toEqual({ ca: CA });
    expect(problemsOf('mysql: { host: db.example, user: u, tls: { ca: ./none.pem } }')).toEqual([
      'stevedore.yaml:1:48: mysql.tls.ca names the file "./none.pem", which cannot be read (ENOENT)',
    ]);
  });

  test('a url beside a host, and an invalid url, are problems', () => {
    expect(problemsOf('mysql: { url: "mysql://u@h/", host: h }')).toEqual([
      'stevedore.yaml:1:37: mysql.host and mysql.url exclude each other',
    ]);
    expect(problemsOf('mysql: { url: "postgres://u@h/" }')[0]).toMatch(/mysql\.url must be "mysql:\/\/<user>/);
  });
});
