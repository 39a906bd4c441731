import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionOf } from '../../src/contracts/connections/connection.js';
import type { DestinationRules } from '../../src/database-sync/check-destination.js';
import { checkEnds } from '../../src/database-sync/check-ends.js';
import type { PostgresProxy } from '../support/postgres-proxy.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { Pooler } from './pooler.js';
import { startPooler } from './pooler.js';

type Database = ConnectionOf<'postgres'>;

const databaseAt = (name: string, host: string, port: number, database = 'app'): Database => ({
  name,
  kind: 'postgres',
  address: { host, port },
  tls: 'off',
  account: { user: 'postgres', password: '' },
  database,
});

const rulesOf = ({
  kept = [],
  ...given
}: Partial<DestinationRules['sync']> & {
  readonly kept?: readonly Database[];
  readonly resolve?: DestinationRules['resolve'];
} = {}): DestinationRules => {
  const { resolve, ...sync } = given as typeof given & { resolve?: DestinationRules['resolve'] };
  return {
    sync: { allowClones: false, ...sync, protected: kept.map(({ name }) => name) },
    protected: kept,
    ...(resolve === undefined ? {} : { resolve }),
  };
};

describe('before a packet is sent', () => {
  let listener: Server;
  let connections = 0;
  let port = 0;
  beforeAll(async () => {
    listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    // Every address of this machine, of both versions.
    await new Promise<void>((resolve) => listener.listen(0, '::', resolve));
    port = (listener.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => listener.close(resolve)));

  const resolveTo =
    (...addresses: string[]) =>
    () =>
      Promise.resolve(addresses);
  const refuses = async (destination: Database, rules: DestinationRules) => {
    await expect(checkEnds({ destination }, rules)).rejects.toMatchObject({ code: 'DESTINATION_REFUSED' });
    expect(connections).toBe(0);
  };

  // Nothing is listed: only what can mean nothing but this machine, in its usual writing.
  it.each([
    ['a name', 'db.example.com'],
    ['a name that ends as one of this machine', 'localhost.example.com'],
    ['an address of another machine', '192.0.2.7'],
    ['IPv6 of another machine', '2001:db8::7'],
    ['an IPv4-mapped address of another machine', '::ffff:192.0.2.7'],
    ['an IPv4-mapped address in hexadecimal digits', '::ffff:7f00:1'],
    ['a decimal address', '2130706433'],
    ['an octal address', '0177.0.0.1'],
    ['an octal address that reads as one of this machine', '127.0.0.010'],
    ['a hexadecimal address', '0x7f000001'],
    ['a short address', '127.1'],
    ['every address', '0.0.0.0'],
    ['every address of IPv6', '::'],
    ['two hosts', '127.0.0.1,db.example.com'],
  ])('%s is refused where nothing is listed', async (_form, host) => {
    await refuses(databaseAt('there', host, port), rulesOf({ resolve: resolveTo('127.0.0.1') }));
  });

  it('localhost that resolves elsewhere is refused, and so is one that resolves to both', async () => {
    const localhost = databaseAt('there', 'localhost', port);
    await refuses(localhost, rulesOf({ resolve: resolveTo('192.0.2.7') }));
    await refuses(localhost, rulesOf({ resolve: resolveTo('127.0.0.1', '192.0.2.7') }));
  });

  it('what is not listed is refused, on this machine too', async () => {
    await refuses(databaseAt('there', '127.0.0.1', port), rulesOf({ destinations: ['elsewhere'] }));
    await refuses(databaseAt('there', '127.0.0.1', port), rulesOf({ destinations: [] }));
  });

  it('a protected one is refused, listed or not', async () => {
    const kept = [databaseAt('live', '127.0.0.1', port)];
    await refuses(databaseAt('live', '127.0.0.1', port), rulesOf({ kept }));
    await refuses(databaseAt('live', '127.0.0.1', port), rulesOf({ kept, destinations: ['live'] }));
  });

  it.each([
    ['the same address', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['an IPv4-mapped address', '::ffff:127.0.0.1'],
    ['an IPv4-mapped address in hexadecimal digits', '::ffff:7f00:1'],
    ['a decimal address', '2130706433'],
    ['an octal address', '0177.0.0.1'],
    ['a hexadecimal address', '0x7f000001'],
    ['a short address', '127.1'],
  ])('a listed connection of another name to a protected database is refused by %s', async (_form, host) => {
    const kept = [databaseAt('live', '127.0.0.1', port)];
    await refuses(databaseAt('there', host, port), rulesOf({ kept, destinations: ['there'] }));
  });

  it('an alias of a protected server is refused', async () => {
    const kept = [databaseAt('live', 'db.example.com', port)];
    const names: Record<string, string[]> = {
      'db.example.com': ['192.0.2.7', '2001:db8::7'],
      alias: ['2001:DB8:0::7'],
    };
    const resolve = (host: string) => Promise.resolve(names[host] ?? []);
    await refuses(databaseAt('there', 'alias', port), rulesOf({ kept, destinations: ['there'], resolve }));
  });

  it('a name that nobody knows is told as a server that cannot be reached', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    await expect(
      checkEnds({ destination: databaseAt('there', 'nowhere', port) }, rulesOf({ destinations: ['there'], resolve })),
    ).rejects.toMatchObject({ code: 'POSTGRES_UNREACHABLE', message: expect.stringContaining('"there"') as string });
    expect(connections).toBe(0);
  });

  it('the listener counts what is allowed', async () => {
    await expect(checkEnds({ destination: databaseAt('there', '127.0.0.1', port) }, rulesOf())).rejects.toThrow();
    expect(connections).toBeGreaterThan(0);
  });
});

describe('after the log-in', () => {
  let live: PostgresServer;
  /** Has the identity of the other: both are copies of one data folder. */
  let clone: PostgresServer;
  let forward: PostgresProxy;
  beforeAll(async () => {
    [live, clone] = await Promise.all([startPostgres(), startPostgres()]);
    await Promise.all([live, clone].map((server) => server.query('create database app')));
    forward = await startPostgresProxy(live.port);
  });
  afterAll(async () => {
    await forward?.stop();
    await Promise.all([live?.stop(), clone?.stop()]);
  });

  const kept = () => [databaseAt('live', '127.0.0.1', live.port)];
  const there = () => databaseAt('there', '127.0.0.1', forward.port);
  const sent: string[] = [];
  const writes = () => sent.filter((sql) => !/^\s*(?:select|set|begin|rollback|show)\b/i.test(sql));

  it.each([false, true])(
    'a port that is forwarded to a protected server is refused, with allow_clones %s',
    async (allowClones) => {
      sent.length = 0;
      forward.arm('client', ({ sql }) => sent.push(sql) === 0);
      await expect(checkEnds({ destination: there() }, rulesOf({ kept: kept(), allowClones }))).rejects.toMatchObject({
        code: 'DESTINATION_REFUSED',
        message: expect.stringContaining('it is "live", which is protected, under another address') as string,
      });
      expect(sent.length).toBeGreaterThan(0);
      expect(writes()).toEqual([]);
    },
  );

  it('a port that is forwarded to the source is refused, and one to another database of its server is not', async () => {
    const [source] = kept();
    if (source === undefined) throw new Error('there is no source');
    await expect(checkEnds({ source, destination: there() }, rulesOf({ allowClones: true }))).rejects.toMatchObject({
      code: 'DESTINATION_REFUSED',
      message: expect.stringContaining('it is the source "live"') as string,
    });
    const other = databaseAt('other', '127.0.0.1', forward.port, 'postgres');
    expect(await checkEnds({ source, destination: other }, rulesOf({ kept: kept() }))).toEqual([]);
  });

  it('a clone of a protected server is refused, and allowed by sync.allow_clones', async () => {
    const destination = databaseAt('there', '127.0.0.1', clone.port);
    await expect(checkEnds({ destination }, rulesOf({ kept: kept() }))).rejects.toMatchObject({
      code: 'DESTINATION_REFUSED',
      message: expect.stringContaining('sync.allow_clones') as string,
    });
    expect(await checkEnds({ destination }, rulesOf({ kept: kept(), allowClones: true }))).toEqual([]);
  });

  it('a protected server that nobody can ask is told of', async () => {
    const away = databaseAt('away', '127.0.0.1', 1);
    const destination = databaseAt('there', '127.0.0.1', clone.port);
    expect(await checkEnds({ destination }, rulesOf({ kept: [away] }))).toEqual([
      expect.stringContaining('Cannot ask "away", which is protected'),
    ]);
  });

  describe('behind PgBouncer', () => {
    const poolers: Pooler[] = [];
    const pooled = async (mode: 'transaction' | 'statement' | 'session') => {
      const pooler = await startPooler(clone.port, mode);
      poolers.push(pooler);
      return databaseAt('pooled', '127.0.0.1', pooler.port);
    };
    afterAll(() => Promise.all(poolers.map((pooler) => pooler.stop())));

    it('transaction mode is refused for a destination and for a source, session mode is not', async () => {
      const transaction = await pooled('transaction');
      const refusal = { code: 'POOLER_UNSUITABLE', message: expect.stringContaining('session mode') as string };
      await expect(checkEnds({ destination: transaction }, rulesOf())).rejects.toMatchObject(refusal);
      await expect(checkEnds({ source: transaction }, rulesOf())).rejects.toMatchObject(refusal);
      expect(await checkEnds({ destination: await pooled('session') }, rulesOf())).toEqual([]);
    });

    it('statement mode is refused', async () => {
      const destination = await pooled('statement');
      await expect(checkEnds({ destination }, rulesOf())).rejects.toThrow();
    });
  });
});
