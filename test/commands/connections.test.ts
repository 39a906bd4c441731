import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createAnswerCheck } from '../support/check-answers.js';
import type { CheckAnswer, Description } from '../support/check-answers.js';
import { freePort } from '../support/free-port.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { ProductProcess } from '../support/worker-process.js';
import { runCli, startProduct } from '../support/worker-process.js';

const SECRETS = { PG: 'canary-pg', MY: 'canary-my', TOKEN: 'canary-token' };
const API_KEY = 'canary-api-key';

/** A user who has PostgreSQL and no target: the store is on the first connection. */
describe('the connections of an installation', () => {
  let postgres: PostgresServer;
  let mariadb: MariadbServer;
  let partner: Server;
  let config: string;
  let server: ProductProcess;
  let url: string;
  let answers: CheckAnswer;

  beforeAll(async () => {
    [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
    await postgres.query(
      `create role app login password '${SECRETS.PG}'; create role poor login password '${SECRETS.PG}'`,
    );
    await postgres.query('create database app owner app');
    await mariadb.query(
      `CREATE DATABASE catalog; CREATE USER app@'%' IDENTIFIED BY '${SECRETS.MY}'; GRANT ALL ON catalog.* TO app@'%'`,
    );
    partner = createServer(({ headers }, response) => {
      response.statusCode = headers.authorization === `Bearer ${SECRETS.TOKEN}` ? 204 : 401;
      response.end();
    });
    await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
    const partnerPort = (partner.address() as AddressInfo).port;
    const folder = temporaryFolder('connections');
    const sftp = inject('sftp');
    const apiPort = await freePort();
    writeFileSync(join(folder, 'key'), sftp.privateKey, { mode: 0o600 });
    config = join(folder, 'stevedore.yaml');
    writeFileSync(
      config,
      `connections:
  main:     { kind: postgres, url: "postgres://app:\${PG}@127.0.0.1:${postgres.port}/app" }
  poor:     { kind: postgres, host: 127.0.0.1, port: ${postgres.port}, database: app, user: poor, password: "\${PG}" }
  wrong:    { kind: postgres, host: 127.0.0.1, port: ${postgres.port}, database: app, user: app, password: canary-wrong }
  catalog:  { kind: mysql, url: "mysql://app:\${MY}@127.0.0.1:${mariadb.port}/catalog" }
  absent:   { kind: mysql, url: "mysql://app:\${MY}@127.0.0.1:${mariadb.port}/absent" }
  files:    { kind: sftp, host: 127.0.0.1, port: ${sftp.port}, username: ${sftp.username}, key_path: ${join(folder, 'key')}, host_key: "${sftp.hostKey}" }
  stranger: { kind: sftp, host: 127.0.0.1, port: ${sftp.port}, username: ${sftp.username}, key_path: ${join(folder, 'key')} }
  partner:  { kind: http, base_url: "http://127.0.0.1:${partnerPort}/api", auth: { type: bearer, token: "\${TOKEN}" } }
  refused:  { kind: http, base_url: "http://127.0.0.1:${partnerPort}/api" }
  nobody:   { kind: http, base_url: "http://127.0.0.1:${await freePort()}/" }
network: { allow: ["127.0.0.1"] }
temporal: { address: "${inject('temporalAddress')}", namespace: default }
api: { port: ${apiPort}, key: ${API_KEY} }
logging: { import: { file: ${join(folder, 'import.log')} } }
`,
    );
    url = `http://127.0.0.1:${apiPort}`;
    server = await startProduct('server', { config, env: SECRETS, cwd: folder, ready: /API started/ });
    answers = createAnswerCheck((await (await fetch(`${url}/openapi.json`)).json()) as Description);
  });
  afterAll(async () => {
    await server?.stop();
    await Promise.all([postgres?.stop(), mariadb?.stop()]);
    partner?.close();
  });

  const ask = async (method: string, path: string) => {
    const headers = { authorization: `Bearer ${API_KEY}` };
    const response = await fetch(url + path, { method, headers });
    await answers(method, url + path, response.clone());
    return { status: response.status, text: await response.text() };
  };
  const tried = async (name: string) => {
    const { status, text } = await ask('POST', `/api/v1/connections/${name}/test`);
    expect(status).toBe(200);
    return JSON.parse(text) as { latency_ms: number } & Record<string, unknown>;
  };
  const stevedore = (...args: string[]) => runCli(args, { config, env: SECRETS });

  test('are listed in the order of the file, without a secret', async () => {
    const { status, text } = await ask('GET', '/api/v1/connections');
    expect(status).toBe(200);
    expect(text).not.toMatch(/canary|PRIVATE/);
    const { connections } = JSON.parse(text) as { connections: { name: string }[] };
    expect(connections.map(({ name }) => name).join()).toBe(
      'main,poor,wrong,catalog,absent,files,stranger,partner,refused,nobody',
    );
    const address = `127.0.0.1:${postgres.port}`;
    expect(connections[0]).toEqual({
      name: 'main',
      kind: 'postgres',
      address,
      user: 'app',
      database: 'app',
      tls: 'off',
    });
    const cli = await stevedore('connections', 'list');
    expect(cli.code).toBe(0);
    const [head, first] = cli.stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(head).toEqual(['NAME', 'KIND', 'ADDRESS', 'DATABASE', 'USER', 'TLS']);
    expect(first).toEqual(['main', 'postgres', address, 'app', 'app', 'off']);
    expect(cli.stdout + cli.stderr).not.toMatch(/canary/);
  });

  test.each([
    ['main', /^PostgreSQL \d+\.\d+/],
    ['catalog', /^MariaDB \d+\.\d+\.\d+$/],
    ['files', /^sftp$/],
    ['partner', undefined],
  ])('"%s" answers a try with its version', async (name, version) => {
    const found = await tried(name);
    expect(found).toMatchObject({ name, ok: true, warnings: [] });
    if (version === undefined) expect(found['version']).toBeUndefined();
    else expect(found['version']).toMatch(version);
    expect(found.latency_ms).toBeGreaterThan(0);
  });

  test.each([
    ['wrong', 'POSTGRES_AUTH_FAILED', /28P01 invalid_password/],
    ['absent', 'MYSQL_PERMISSION_DENIED', /1044/],
    ['stranger', 'SFTP_HOST_KEY_UNKNOWN', /SHA256:/],
    ['refused', 'HTTP_AUTH_FAILED', /answered 401, it wants credentials/],
    ['nobody', 'HTTP_UNREACHABLE', /ECONNREFUSED/],
  ])('"%s" says why it does not work', async (name, code, error) => {
    const found = await tried(name);
    expect(found).toMatchObject({ name, ok: false, code, error: expect.stringMatching(error) as string });
    expect(JSON.stringify(found)).not.toMatch(/canary/);
  });

  test('of an account that may create nothing work, with a warning that has the GRANT', async () => {
    expect(await tried('poor')).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('GRANT CREATE ON DATABASE "app" TO "poor";')],
    });
  });

  test('that nobody configured are refused by name', async () => {
    const { status, text } = await ask('POST', '/api/v1/connections/nothing/test');
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({
      code: 'CONNECTION_UNKNOWN',
      detail: expect.stringContaining('"main"') as string,
    });
  });

  test('are tried by the command line, whose exit code says whether they work', async () => {
    const works = await stevedore('connections', 'test', 'main');
    expect(works).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^main {2}ok {4}PostgreSQL [\d.]+, \d+ ms\n$/) as string,
    });
    const fails = await stevedore('connections', 'test', 'wrong', '--json');
    expect(fails.code).toBe(1);
    expect(JSON.parse(fails.stdout)).toMatchObject({ ok: false, code: 'POSTGRES_AUTH_FAILED' });
  });

  test('are all tried by the check, which names each; the store is on the first one of PostgreSQL', async () => {
    const { stdout } = await stevedore('check', '--json');
    const { checks } = JSON.parse(stdout) as { checks: { what: string; state: string; text: string }[] };
    const of = (name: string) => checks.filter(({ what }) => what === `connection "${name}"`).map(({ state }) => state);
    expect(
      ['main', 'poor', 'wrong', 'catalog', 'absent', 'files', 'stranger', 'partner', 'refused', 'nobody'].map(of),
    ).toEqual([['ok'], ['ok', 'warn'], ['fail'], ['ok'], ['fail'], ['ok'], ['fail'], ['ok'], ['fail'], ['fail']]);
    expect(checks.find(({ what }) => what === 'store')).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/^PostgreSQL .* schema "stevedore" of the database "app", answers$/) as string,
    });
    expect(stdout).not.toMatch(/canary/);
    expect(await postgres.query("select count(*) > 5 from pg_tables where schemaname = 'stevedore'", 'app')).toBe('t');
    const { audit } = JSON.parse((await ask('GET', '/api/v1/audit')).text) as { audit: readonly object[] };
    expect(audit[0]).toMatchObject({ action: 'testConnection', subject: 'wrong', pipeline: null });
  });

  test('leave no secret in the log of the server', () => {
    expect(server.log()).not.toMatch(/canary/);
  });
});
