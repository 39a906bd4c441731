import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkRedis } from '../../src/commands/checks/check-redis.js';
import { flushRedis } from '../../src/connectors/redis/flush-redis.js';
import { pingRedis } from '../../src/connectors/redis/ping-redis.js';
import { flushCache } from '../../src/dump-import/record/flush-cache.js';
import type { RedisSettings } from '../../src/contracts/connections/redis.js';
import type { Settings } from '../../src/contracts/settings.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import type { RedisServer } from '../support/redis-server.js';
import { startRedis } from '../support/redis-server.js';

const PASSWORD = 'canary:p@ss/word';
let server: RedisServer;
let proxy: FaultProxy;

beforeAll(async () => {
  server = await startRedis({ password: PASSWORD });
  proxy = await startFaultProxy(server);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(async () => {
  await server.command('FLUSHALL');
  await server.command('MSET', 'person:1', 'a', 'person:2', 'b', 'session:1', 'c');
  await server.command('EVAL', "redis.call('SELECT', 3); return redis.call('SET', 'elsewhere', 'd')", '0');
});

const settings = (flush: RedisSettings['flush'], url = server.url): RedisSettings => ({
  url,
  flush,
  flushAgainAfterMs: 0,
});
const keyspace = async () =>
  [...(await server.command('INFO', 'keyspace')).matchAll(/(db\d+):keys=(\d+)/g)].map(
    ([, name, keys]) => `${name} ${keys}`,
  );
const via = ({ host, port }: { host: string; port: number }) =>
  `redis://:${encodeURIComponent(PASSWORD)}@${host}:${port}/0`;

describe('a flush', () => {
  it('of the database leaves the other databases', async () => {
    expect(await flushRedis(settings('db'))).toEqual({ flushed: 'db', keys: 3, statisticsReset: true });
    expect(await keyspace()).toEqual(['db3 1']);
  });

  it('of another database leaves the first', async () => {
    expect((await flushRedis(settings('db', server.url.replace(/0$/, '3')))).keys).toBe(1);
    expect(await keyspace()).toEqual(['db0 3']);
  });

  it('of all leaves nothing and counts every database', async () => {
    expect(await flushRedis(settings('all'))).toEqual({ flushed: 'all', keys: 4, statisticsReset: true });
    expect(await keyspace()).toEqual([]);
  });

  it('by pattern leaves the keys that do not match, and counts a key once that two patterns match', async () => {
    const report = await flushRedis(settings({ patterns: ['person:*', '*:2', 'nothing:*'] }));
    expect(report).toMatchObject({ flushed: 'patterns', keys: 2 });
    expect(await server.command('GET', 'session:1')).toContain('c');
    expect(await keyspace()).toEqual(['db0 1', 'db3 1']);
  });

  it('by pattern reaches every key of many', async () => {
    await server.command('EVAL', "for i = 1, 20000 do redis.call('SET', 'page:' .. i, i) end", '0');
    expect((await flushRedis(settings({ patterns: ['page:*'] }))).keys).toBe(20_000);
    expect(await keyspace()).toEqual(['db0 3', 'db3 1']);
  });

  it('resets the statistics', async () => {
    await server.command('GET', 'person:1');
    await flushRedis(settings('db'));
    expect(await server.command('INFO', 'stats')).toContain('keyspace_hits:0');
  });

  it('is done without the right to reset statistics, and the line for the log says so', async () => {
    await server.command('ACL', 'SETUSER', 'flusher', 'on', '>secret', '~*', '+flushdb', '+dbsize', '+select');
    const url = `redis://flusher:secret@127.0.0.1:${server.port}/0`;
    expect(await flushCache(settings('db', url))).toBe('Flushed the cache (the database): 3 keys');
    expect(await keyspace()).toEqual(['db3 1']);
  });

  it('may be repeated', async () => {
    await flushRedis(settings('all'));
    expect(await flushCache(settings('all'))).toBe('Flushed the cache (all databases): 0 keys, statistics reset');
  });
});

describe('a check', () => {
  it('counts the keys and changes nothing', async () => {
    expect(await pingRedis(settings('all'))).toEqual({ keys: 3 });
    expect(await keyspace()).toEqual(['db0 3', 'db3 1']);
  });
});

const failure = async (
  url: string,
  timeoutMs = 500,
): Promise<{ code: string; message: string; whole: string; took: number }> => {
  const started = Date.now();
  const error = await flushRedis(settings('db', url), { timeoutMs }).then(
    () => expect.fail('expected an error'),
    (thrown: unknown) => thrown as Error & { code: string; details: unknown },
  );
  const { code, message, details } = error;
  return {
    code,
    message,
    whole: JSON.stringify([message, details, error.stack, error.cause]),
    took: Date.now() - started,
  };
};

describe('an error', () => {
  it('of a wrong password, a missing password or an unknown account is terminal and shows no password', async () => {
    for (const account of [':wrong-canary@', '', 'nobody:wrong-canary@']) {
      const { code, message, whole } = await failure(`redis://${account}127.0.0.1:${server.port}/0`);
      expect(code, message).toBe('REDIS_AUTH_FAILED');
      expect(message).toBe(
        `Cannot flush the cache at "127.0.0.1:${server.port}": the login was refused; check redis.url`,
      );
      expect(whole).not.toContain('canary');
    }
    expect(await keyspace()).toEqual(['db0 3', 'db3 1']);
  });

  it('of an account that may not flush is terminal', async () => {
    await server.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+dbsize', '+select');
    const { code, message } = await failure(`redis://reader:secret@127.0.0.1:${server.port}/0`);
    expect(code).toBe('REDIS_AUTH_FAILED');
    expect(message).toContain('the account may not do it');
  });

  it('of a server that is not there comes at once', async () => {
    const { code, message, took } = await failure(via({ host: '127.0.0.1', port: await freePort() }), 30_000);
    expect(code).toBe('REDIS_UNREACHABLE');
    expect(message).toContain('ECONNREFUSED');
    expect(took).toBeLessThan(10_000);
  });

  it('of a server that accepts and is silent comes in time', async () => {
    proxy.set('down', { blackHole: true });
    const { code, took, whole } = await failure(via(proxy)).finally(() => proxy.set('down', {}));
    expect(code).toBe('REDIS_UNREACHABLE');
    expect(took).toBeLessThan(10_000);
    expect(whole).not.toContain('canary');
  });

  it('of a server that hangs up is retryable, and nobody connects again', async () => {
    proxy.set('down', { resetAfterBytes: 3 });
    const before = proxy.connections();
    const { code } = await failure(via(proxy)).finally(() => proxy.set('down', {}));
    expect(code).toBe('REDIS_UNREACHABLE');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(proxy.connections() - before).toBe(1);
  });

  it('of a name that is unknown names it', async () => {
    const { code, message } = await failure('redis://cache.invalid:6379/0');
    expect([code, message]).toEqual(['REDIS_UNREACHABLE', expect.stringContaining('"cache.invalid:6379"')]);
  });

  it.each(['/99', '/0x3', '?db=99'])('of a database that there is not (%s) flushes no other one', async (database) => {
    const { code, message } = await failure(server.url.replace(/\/0$/, database));
    expect([code, message]).toEqual(['REDIS_FAILED', expect.stringContaining('Redis answered "ERR ')]);
    expect(await keyspace()).toEqual(['db0 3', 'db3 1']);
  });

  it('of an account that may not choose its database flushes no other one', async () => {
    await server.command('ACL', 'SETUSER', 'chained', 'on', '>secret', '~*', '+dbsize', '+flushdb', '-select');
    const { code } = await failure(`redis://chained:secret@127.0.0.1:${server.port}/3`);
    expect(code).toBe('REDIS_AUTH_FAILED');
    expect(await keyspace()).toEqual(['db0 3', 'db3 1']);
  });
});

it('uses a server that asks for no password although one is given', async () => {
  const open = await startRedis();
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  try {
    await open.command('SET', 'a', '1');
    expect((await flushRedis(settings('db', `redis://:canary@127.0.0.1:${open.port}`))).keys).toBe(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain('canary');
  } finally {
    warn.mockRestore();
    await open.stop();
  }
});

describe('a Redis whose commands are renamed', () => {
  let renamed: RedisServer;
  beforeAll(async () => {
    renamed = await startRedis({
      args: ['--rename-command', 'FLUSHDB', '', '--rename-command', 'FLUSHALL', '', '--rename-command', 'CONFIG', ''],
    });
  });
  afterAll(() => renamed.stop());

  it.each([
    ['db', 'FLUSHDB'],
    ['all', 'FLUSHALL'],
  ] as const)('is told by its reply when it is to flush %s, at once and finally', async (flush, command) => {
    await expect(flushRedis(settings(flush, renamed.url))).rejects.toMatchObject({
      code: 'REDIS_REFUSED',
      retryable: false,
      message: expect.stringMatching(new RegExp(`Redis answered "ERR unknown command .?${command}.?"`, 'i')) as string,
    });
  });

  it('is found by the check beforehand, and patterns pass', async () => {
    const check = (flush: RedisSettings['flush']) =>
      checkRedis({ redis: settings(flush, renamed.url) } as unknown as Settings);
    expect(await check('db')).toMatchObject([
      { state: 'fail', text: expect.stringContaining('does not know FLUSHDB') as string },
    ]);
    expect(await check({ patterns: ['a:*'] })).toMatchObject([{ state: 'ok' }]);
    await renamed.command('SET', 'a:1', 'x');
    expect(await flushRedis(settings({ patterns: ['a:*'] }, renamed.url))).toMatchObject({
      keys: 1,
      statisticsReset: false,
    });
  });
});
