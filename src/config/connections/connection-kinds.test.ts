import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';
import { collectSecrets } from '../collect-secrets.js';

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const { load, problemsOf } = settingsReader({ '/srv/app/keys/id': KEY, '/srv/app/ca.pem': CA });

/** The block of contracts.md, with what it leaves open. */
const CONTRACT = `connections:
  main:    { kind: postgres, url: "postgres://app:\${PG_PASSWORD}@127.0.0.1:5432/app" }
  catalog: { kind: mysql,    url: "mysql://app:\${MY_PASSWORD}@127.0.0.1:3306/catalog" }
  files:   { kind: sftp, host: files.example.org, port: 22, username: me, password: "sftp-secret", key_path: keys/id, host_key: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }
  partner: { kind: http, base_url: "https://partner.example.org/api", auth: { type: bearer, token: "\${TOKEN}" } }
network: { allow: ["10.0.0.0/8", "intranet.example"] }
files:   { allow: ["./data/inbox"] }
`;
const ENV = { PG_PASSWORD: 'pg%2Fsecret', MY_PASSWORD: 'my-secret', TOKEN: 'token-secret' };

describe('the connections of the configuration', () => {
  test('are read as the contract writes them, in the order of the file', () => {
    const { connections, network, files, store } = load(CONTRACT, ENV);
    const account = { user: 'app', password: 'my-secret' };
    expect(connections).toEqual([
      {
        name: 'main',
        kind: 'postgres',
        address: { host: '127.0.0.1', port: 5432 },
        tls: 'off',
        account: { user: 'app', password: 'pg/secret' },
        database: 'app',
      },
      {
        name: 'catalog',
        kind: 'mysql',
        address: { host: '127.0.0.1', port: 3306 },
        tls: 'off',
        loader: account,
        publisher: account,
        owner: account,
        database: 'catalog',
      },
      {
        name: 'files',
        kind: 'sftp',
        host: 'files.example.org',
        port: 22,
        username: 'me',
        password: 'sftp-secret',
        privateKey: KEY,
        hostKey: `SHA256:${'A'.repeat(43)}`,
        acceptAnyHostKey: false,
        timeoutMs: 300_000,
        protocol: 'auto',
      },
      {
        name: 'partner',
        kind: 'http',
        baseUrl: 'https://partner.example.org/api',
        auth: { type: 'bearer', token: 'token-secret' },
      },
    ]);
    expect(network).toEqual({ allow: ['10.0.0.0/8', 'intranet.example'] });
    expect(files).toEqual({ allow: ['/srv/app/data/inbox'] });
    // No target, no store.url: the first connection of PostgreSQL.
    expect(store).toMatchObject({ kind: 'postgres', database: 'app', schema: 'stevedore', account: { user: 'app' } });
  });

  test('may give the parts in place of a URL; another machine is reached by TLS', () => {
    const parts = 'host: db.example.org, database: app, user: app, password: secret';
    const text = `connections:
  a: { kind: postgres, ${parts} }
  b: { kind: mysql, ${parts}, port: 3307, tls: { ca: ca.pem } }
  c: { kind: postgres, host: /run/postgresql, database: app, user: app }
  d: { kind: http, base_url: "http://127.0.0.1:9000/", auth: { type: basic, username: u, password: basic-secret } }
`;
    expect(load(text).connections).toMatchObject([
      { address: { host: 'db.example.org', port: 5432 }, tls: 'system' },
      { address: { host: 'db.example.org', port: 3307 }, tls: { ca: CA } },
      { address: { host: '/run/postgresql', port: 5432 }, tls: 'off' },
      { baseUrl: 'http://127.0.0.1:9000/' },
    ]);
  });

  test('hold secrets that are all collected, as they are meant and as they are sent', () => {
    const text = `${CONTRACT}store: { url: "postgres://u@127.0.0.1/s" }
import: { enabled: false }
mysql: { host: 127.0.0.1, user: u }
`.replace(
      'partner:',
      `d: { kind: http, base_url: "http://127.0.0.1:9000/", auth: { type: basic, username: u, password: basic-secret } }
  e: { kind: http, base_url: "http://127.0.0.1:9000/", auth: { type: query, name: key, value: "query/secret" } }
  partner:`,
    );
    const secrets = collectSecrets(load(text, ENV));
    const basic = Buffer.from('u:basic-secret').toString('base64');
    for (const secret of [
      'pg/secret',
      'pg%2Fsecret',
      'my-secret',
      'sftp-secret',
      KEY.trim(),
      'b3BlbnNzaC1rZXktdjEAAAAA',
    ])
      expect(secrets).toContain(secret);
    for (const secret of ['token-secret', 'basic-secret', basic, 'query/secret', 'query%2Fsecret'])
      expect(secrets).toContain(secret);
  });

  test('that are wrong are named all at once', () => {
    const text = `connections:
  "1st": { kind: postgres, url: "postgres://app@127.0.0.1/app" }
  a: { kind: postgres, url: "postgres://127.0.0.1/app?sslmode=require", host: x }
  b: { kind: mysql, host: 127.0.0.1 }
  c: { kind: sftp, host: h, username: u }
  d: { kind: http, base_url: "https://me:secret@partner.example.org/" }
  e: { kind: oracle }
  f: { kind: postgres, url: "postgres://app:\${ABSENT}@127.0.0.1/app" }
network: { allow: ["10.0.0.0/99", "http://x"] }
`;
    expect(problemsOf(text).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'connections.1st has an invalid name: at most 64 of letters, digits, "_" and "-", beginning with a letter',
      'connections.a.url must be "postgres://<user>:<password>@<host>:<port>/<database>", with special characters in %-notation and without "?"',
      'connections.a.host and "url" exclude each other',
      'connections.b.database is missing: give it, or "url"',
      'connections.b.user is missing: give it, or "url"',
      'connections.c.password is missing: give it, or "key_path"',
      'connections.d.base_url must not have credentials, a query or a fragment: credentials belong into "auth"',
      'connections.e.kind must be "postgres", "mysql", "sftp" or "http"',
      'connections.f.url needs the environment variable ABSENT, which is not set',
      'network.allow[0] must be an address, a network such as "10.0.0.0/8", or a host name',
      'network.allow[1] must be an address, a network such as "10.0.0.0/8", or a host name',
    ]);
  });
});
