import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStore } from '../../src/commands/checks/check-store.js';
import type { Settings, StoreSettings } from '../../src/contracts/settings.js';
import { createStore } from '../../src/store/create-store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';

const check = (store: StoreSettings) => checkStore((of) => Promise.resolve(createStore(of)))({ store } as Settings);

describe.each(STORE_SERVERS)('the check of a store on %s', (name, start) => {
  let server: StoreServer;
  const onPostgres = name === 'PostgreSQL';
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  /** The store as an account sees it that has no rights yet. */
  const asPoor = async (schema: string): Promise<StoreSettings> => {
    const user = `poor_${schema}`;
    await server.query(
      onPostgres ? `CREATE ROLE ${user} LOGIN PASSWORD 'canary'` : `CREATE USER ${user}@'%' IDENTIFIED BY 'canary'`,
    );
    return { ...server.settings(schema), account: { user, password: 'canary' } };
  };

  it('names the server and changes nothing', async () => {
    const [result, ...more] = await check(server.settings('not_made'));
    expect(more).toEqual([]);
    expect(result).toMatchObject({
      what: 'store',
      state: 'ok',
      text: expect.stringMatching(`^${name} [\\d.]+, schema "not_made".* answers$`) as string,
    });
    const schemas = await server.query(
      "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = 'not_made'",
    );
    expect(schemas).toBe('0');
  });

  it('prints what an administrator has to do, and is content once that is done', async () => {
    const settings = await asPoor('limited');
    if (!onPostgres) await server.query("CREATE DATABASE limited; GRANT SELECT ON limited.* TO poor_limited@'%'");
    const results = await check(settings);
    expect(results.map(({ state }) => state)).toEqual(['fail']);
    const fix = results.flatMap((result) => result.fix ?? []);
    expect(fix).toEqual([
      onPostgres
        ? 'CREATE SCHEMA "limited" AUTHORIZATION "poor_limited";'
        : "GRANT INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX ON `limited`.* TO 'poor_limited'@'%';",
    ]);
    await server.query(fix.join('\n'));
    expect((await check(settings)).map(({ state }) => state)).toEqual(['ok']);
    const store = createStore({ ...settings, ...(settings.kind === 'mysql' && { createSchema: false }) });
    await store.migrate();
    await store.runs.open({
      runId: 'r',
      kind: 'dump-import',
      pipeline: 'p',
      workflowId: 'w',
      trigger: 'api',
      startedBy: 'me',
      startedAt: '2026-01-02T03:04:05.678Z',
      status: 'running',
      attempts: 0,
      warnings: [],
    });
    expect(await store.prune('2027-01-01T00:00:00.000Z')).toBe(0);
    await store.close();
  });

  it('reports a server without TLS and a wrong password, without the password', async () => {
    const settings = await asPoor('plain');
    const wrong = { ...settings, account: { ...settings.account, password: 'canary of another' } };
    const [refused] = await check(wrong);
    expect(refused).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('refuses the account of the store') as string,
    });
    expect(JSON.stringify(refused)).not.toContain('canary');
    // MySQL creates its own certificates, which nobody signed.
    const [open] = await check({ ...settings, tls: 'system' });
    expect(open).toMatchObject({
      state: 'fail',
      text: expect.stringMatching(/offers no TLS|SSL|CERT|certificate/i) as string,
    });
  });

  it.runIf(onPostgres)('reports an unsuitable schema, tables and encoding', async () => {
    const settings = await asPoor('foreign_ones');
    const owner = createStore(server.settings('foreign_ones'));
    await owner.migrate();
    await owner.close();
    const results = await check(settings);
    const fix = results.flatMap((result) => result.fix ?? []);
    expect(fix).toContain('GRANT USAGE, CREATE ON SCHEMA "foreign_ones" TO "poor_foreign_ones";');
    expect(fix).toContain('ALTER TABLE "foreign_ones"."runs" OWNER TO "poor_foreign_ones";');
    await server.query(fix.join('\n'));
    expect((await check(settings)).map(({ state }) => state)).toEqual(['ok']);
    await server.query("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
    const [encoding] = await check({ ...server.settings('s'), database: 'ascii' } as StoreSettings);
    expect(encoding).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('has the encoding SQL_ASCII') as string,
    });
    const [missing] = await check({ ...server.settings('s'), database: 'no_such' } as StoreSettings);
    expect(missing).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('the database of the store does not exist') as string,
    });
  });
});
