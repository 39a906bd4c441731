import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startLoaderServer } from './postgres-loader.js';
import type { LoaderServer } from './postgres-loader.js';
import { makeCertificate } from '../support/certificate.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe.each(POSTGRES_VERSIONS)('a login at PostgreSQL %s', (version) => {
  let plain: LoaderServer;
  let secure: LoaderServer;
  beforeAll(async () => {
    [plain, secure] = await Promise.all([
      startLoaderServer({ version }),
      startLoaderServer({ version, tls: 'required' }),
    ]);
  });
  afterEach(() => Promise.all([plain.settle(), secure.settle()]));
  afterAll(() => Promise.all([plain.server.stop(), secure.server.stop()]));

  test.each([
    ['a wrong password', { account: { user: 'loader', password: 'canary-wrong' } }, 'POSTGRES_AUTH_FAILED'],
    ['no password', { account: { user: 'loader', password: '' } }, 'POSTGRES_AUTH_FAILED'],
    ['an unknown account', { account: { user: 'nobody', password: 'canary-wrong' } }, 'POSTGRES_AUTH_FAILED'],
    ['an unknown database', { database: 'nothing' }, 'POSTGRES_DATABASE_UNKNOWN'],
  ] as const)('with %s is refused, with a message that names no password', async (_, over, code) => {
    const error: unknown = await plain.connect({}, over).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(
      new RegExp(
        `^Cannot connect to PostgreSQL at "127\\.0\\.0\\.1:${plain.server.port}/\\w+" as "\\w+": the server answered`,
      ),
    );
    expect((error as Error).message).not.toMatch(/canary/);
  });

  test('where nothing listens is unreachable', async () => {
    const address = { host: '127.0.0.1', port: await freePort() };
    await expect(plain.connect({}, { address })).rejects.toMatchObject({ code: 'POSTGRES_UNREACHABLE' });
  });

  test('by a socket needs no address of the network', async () => {
    const folder = (await plain.server.query('show unix_socket_directories')).trim();
    const account = { user: 'postgres', password: '' };
    const connection = await plain.connect({}, { account, address: { host: folder, port: plain.server.port } });
    expect(await connection.query('select inet_client_addr() as address')).toEqual([{ address: null }]);
  });

  test('is encrypted if TLS is set, and cancels by TLS too', async () => {
    const abort = new AbortController();
    const tls = { ca: secure.server.certificate };
    const connection = await secure.connect({ signal: abort.signal, clientCheckMs: 0 }, { tls });
    const { pid } = connection.backend;
    expect(await secure.server.query(`select ssl from pg_stat_ssl where pid = ${pid}`)).toBe('t');
    const statement = expect(connection.query('select count(*) from generate_series(1, 1e12) n')).rejects.toMatchObject(
      {
        code: 'POSTGRES_CONNECTION_LOST',
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    abort.abort();
    await statement;
    await secure.gone(pid, 1_000);
  });

  test('is refused where TLS is required and off', async () => {
    await expect(secure.connect({}, { tls: 'off' })).rejects.toMatchObject({
      code: 'POSTGRES_AUTH_FAILED',
      details: { sqlState: '28000' },
    });
  });

  test('is refused where TLS is set and the server has none, or has a certificate of another authority', async () => {
    await expect(plain.connect({}, { tls: 'system' })).rejects.toMatchObject({
      code: 'POSTGRES_AUTH_FAILED',
      message: expect.stringContaining('the server answered tls_not_offered, it offers no TLS') as string,
    });
    const { text } = await makeCertificate(temporaryFolder('certificate'));
    for (const tls of ['system', { ca: text }] as const) {
      await expect(secure.connect({}, { tls })).rejects.toMatchObject({
        code: 'POSTGRES_AUTH_FAILED',
        message: expect.stringContaining('its certificate cannot be verified') as string,
      });
    }
  });

  test('ends in time where the server accepts and says nothing', async () => {
    const { startFaultProxy } = await import('../support/fault-proxy.js');
    const proxy = await startFaultProxy(plain.server);
    proxy.set('down', { blackHole: true });
    const address = { host: proxy.host, port: proxy.port };
    await expect(plain.connect({ connectTimeoutMs: 300 }, { address })).rejects.toMatchObject({
      code: 'POSTGRES_UNREACHABLE',
    });
    expect(proxy.fired).toEqual(['blackHole']);
    await proxy.stop();
  });
});
