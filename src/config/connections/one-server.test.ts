import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader();

/** Where a write goes must not depend on which of two servers answers, or on what a string sets in its session. */
describe('a connection of PostgreSQL names one server, and nothing beside', () => {
  const block = (entry: string) => `connections: { there: { kind: postgres, ${entry} } }\n`;
  const refused = [
    'postgres://anna:x@db1.example.com,db2.example.com/app',
    'postgres://anna:x@db1.example.com:5432,db2.example.com:5432/app',
    'postgres://anna:x@db1.example.com%2Cdb2.example.com/app',
    'postgres://anna:x@127.0.0.1/app?options=-c%20search_path%3Dlive',
    'postgres://anna:x@127.0.0.1/app?host=db1.example.com',
    'postgres://anna:x@127.0.0.1/app?hostaddr=192.0.2.7',
    'postgres://anna:x@127.0.0.1/app?port=6432',
    'postgres://anna:x@127.0.0.1/app?dbname=live',
    'postgres://anna:x@127.0.0.1/app?service=live',
    'postgres://anna:x@127.0.0.1/app?target_session_attrs=any',
    'postgres://anna:x@127.0.0.1/app?sslmode=disable&options=-c%20role%3Dlive',
    'postgres:///app?host=db1.example.com,db2.example.com',
    'host=db1.example.com,db2.example.com dbname=app user=anna',
    'service=live',
  ];

  test.each(refused)('%s is refused under connections:', (url) => {
    const [problem, ...others] = problemsOf(block(`url: ${JSON.stringify(url)}`));
    expect(problem).toMatch(/connections\.there\.url must be "postgres:/);
    expect(others).toEqual([]);
  });

  test.each(refused)('%s is refused as SYNC_DATABASE_THERE', (url) => {
    const problems = problemsOf('api: { port: 8081 }\n', { SYNC_DATABASE_THERE: url });
    expect(problems.join('\n')).toMatch(/must be "postgres:/);
  });

  test('two hosts are refused by parts, too', () => {
    const problems = problemsOf(block('host: "db1.example.com,db2.example.com", user: anna, database: app'));
    expect(problems).toEqual([expect.stringContaining('connections.there.host must name one server')]);
  });

  test('one host is taken, with what is said about TLS', () => {
    const { connections } = load('store: { url: "postgres://anna:x@127.0.0.1/app" }\n', {
      SYNC_DATABASE_THERE: 'postgresql://anna:x@[2001:db8::7]:5433/app?sslmode=verify-full',
    });
    expect(connections).toMatchObject([
      { name: 'there', address: { host: '2001:db8::7', port: 5_433 }, tls: 'system', database: 'app' },
    ]);
  });
});
