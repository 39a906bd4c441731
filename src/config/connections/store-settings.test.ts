import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader({
  '/srv/app/ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
});
const base = 'mysql: { host: db.example, user: root, password: p, publisher: { user: pub, password: q } }\n';

describe('the store', () => {
  test('is the schema "stevedore" on the target by default, as the publisher, with the TLS of the target', () => {
    expect(load(base).store).toEqual({
      kind: 'mysql',
      address: { host: 'db.example', port: 3_306 },
      tls: 'system',
      account: { user: 'pub', password: 'q' },
      schema: 'stevedore',
      createSchema: true,
    });
  });

  test('is on MySQL or on PostgreSQL, as its URL says', () => {
    expect(load(`${base}store: { url: "mysql://u:p%2Fw@127.0.0.1/runs" }`).store).toEqual({
      kind: 'mysql',
      address: { host: '127.0.0.1', port: 3_306 },
      tls: 'off',
      account: { user: 'u', password: 'p/w' },
      schema: 'runs',
      createSchema: false,
    });
    expect(
      load(`${base}store: { url: "postgres://u:\${PW}@pg.example:6432/app", schema: Runs }`, { PW: 'p' }).store,
    ).toEqual({
      kind: 'postgres',
      address: { host: 'pg.example', port: 6_432 },
      tls: 'system',
      account: { user: 'u', password: 'p' },
      database: 'app',
      schema: 'Runs',
    });
    const { store } = load(`${base}store: { url: "postgresql://u@%2Fvar%2Frun%2Fpostgresql/app" }`);
    expect(store).toMatchObject({
      address: { host: '/var/run/postgresql', port: 5_432 },
      tls: 'off',
      schema: 'stevedore',
    });
  });

  test('has TLS unless it is on this machine or the file says otherwise', () => {
    const tlsOf = (more: string) => load(`${base}store: { url: "postgres://u:p@pg.example/app", ${more} }`).store.tls;
    expect(tlsOf('tls: off')).toBe('off');
    expect(tlsOf('tls: { ca: ca.pem }')).toEqual({ ca: expect.stringContaining('BEGIN CERTIFICATE') as string });
    expect(load(`${base}store: { url: "postgres://u:p@127.0.0.1/app", tls: system }`).store.tls).toBe('system');
  });

  test('is refused if it is invalid, without showing the URL', () => {
    const rule = /^stevedore\.yaml:2:15: store\.url must be "mysql:\/\/.* or "postgres:\/\//;
    for (const url of [
      'canary',
      'redis://canary/1',
      'postgres://canary/app',
      'postgres://u:canary@h',
      'postgres://u:canary@h/app?sslmode=require',
      'mysql://u:canary@h/',
    ]) {
      const problems = problemsOf(`${base}store: { url: "${url}" }`);
      expect(problems).toEqual([expect.stringMatching(rule)]);
      expect(problems[0]).not.toContain('canary');
    }
    expect(problemsOf(`${base}store: { schema: s, tls: off }`)).toEqual([
      'stevedore.yaml:2:18: store.schema needs store.url',
      'stevedore.yaml:2:26: store.tls needs store.url',
    ]);
    expect(problemsOf(`${base}store: { url: "mysql://u:p@h/s", schema: s }`)[0]).toContain(
      'store.schema is for PostgreSQL',
    );
    expect(problemsOf(`${base}store: { url: "postgres://u:p@h/d", schema: pg_x }`)[0]).toContain(
      'store.schema must not begin with "pg_"',
    );
    expect(problemsOf(`${base}store: { url: "postgres://u:p@h/d", schema: "${'ü'.repeat(32)}" }`)[0]).toContain(
      'longer than 63 bytes',
    );
  });
});
