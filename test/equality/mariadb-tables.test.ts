import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { STRATEGIES } from './both-ways.js';
import type { ImportSite } from './import-shape.js';
import { startImportSite } from './import-shape.js';

const DATABASE = 'counters';
const SEQUENCES = `
  CREATE SEQUENCE up START WITH 10 INCREMENT BY 3 CACHE 5; CREATE SEQUENCE down START WITH -1 INCREMENT BY -7 ENGINE=MyISAM;
  CREATE SEQUENCE \`o\`\`dd ü\` MAXVALUE 2 NOCACHE; CREATE SEQUENCE round START WITH 10 MINVALUE 1 MAXVALUE 12 NOCACHE CYCLE; CREATE SEQUENCE fresh;
  CREATE SEQUENCE \`end\` START WITH 9223372036854775806; CREATE TABLE used (id INT PRIMARY KEY, v VARCHAR(9)); INSERT INTO used VALUES (1, 'x');
  DO NEXTVAL(up), NEXTVAL(down), NEXTVAL(\`end\`); DO NEXTVAL(\`o\`\`dd ü\`); DO NEXTVAL(\`o\`\`dd ü\`); DO NEXTVAL(round); DO NEXTVAL(round); DO NEXTVAL(round); DO NEXTVAL(round);`;

let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite([DATABASE, 'history']);
  await site.make(DATABASE, SEQUENCES);
});
afterAll(() => site.stop());

const next = (sequence: string): Promise<string> => site.server.query(`SELECT NEXTVAL(${DATABASE}.${sequence})`);

describe('sequences', () => {
  it.each(STRATEGIES)('go live as the client makes them, beside the tables, by %s', async (strategy) => {
    const dump = await site.dump(DATABASE, []);
    const proof = await site.importOurWay(DATABASE, dump, strategy);
    await site.loadByClient(DATABASE, dump, []);
    expect(await site.differences(DATABASE)).toEqual([]);
    expect(proof.tables.map(({ table, rows, content }) => `${table} ${rows} ${content.kind}`).sort()).toEqual(
      ['down', 'end', 'fresh', 'o`dd ü', 'round', 'up', 'used'].map((table) => `${table} 1 proved`),
    );
    expect(
      await site.server.query(
        `SELECT TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${DATABASE}' AND TABLE_NAME = 'up'`,
      ),
    ).toBe('SEQUENCE');
  });

  it('continue where they were, leave with their generation, and come back with it', async () => {
    await site.importOurWay(DATABASE, await site.dump(DATABASE, []), 'load-data');
    expect(await next('up')).toBe('25');
    await site.importOurWay(DATABASE, await site.dump(DATABASE, []), 'load-data');
    expect(await next('up')).toBe('25');
    expect(await next('up')).toBe('28');
    const { settings } = await site.index(DATABASE, await site.dump(DATABASE, []));
    await rollbackGeneration(site.mysql, { settings, runId: 'back' });
    // What was given out before is not given out again.
    expect(Number(await next('up'))).toBeGreaterThan(25);
  });

  it('that were left in staging are gone before the next load', async () => {
    await site.server.query(`CREATE DATABASE IF NOT EXISTS imp_${DATABASE}; CREATE SEQUENCE imp_${DATABASE}.stale`);
    await site.importOurWay(DATABASE, await site.dump(DATABASE, []), 'load-data');
    expect(await site.server.query(`SHOW TABLES FROM ${DATABASE} LIKE 'stale'`)).toBe('');
  });

  it('whose value another connection changed are not proved', async () => {
    const { dumpFile } = await site.index(DATABASE, await site.dump(DATABASE, ['--skip-comments']));
    const { loadDump } = await import('../../src/dump-import/load/load-dump.js');
    const { proveDatabase } = await import('../../src/dump-import/proof/prove-database.js');
    const { index } = await site.index(DATABASE, dumpFile);
    const common = { database: DATABASE, index, onProgress: () => undefined };
    await loadDump(site.mysql, {
      ...common,
      pipeline: DATABASE,
      runId: 'changed',
      dumpFile,
      connections: 1,
      afterLoad: [],
    });
    expect(await proveDatabase(site.mysql, common)).toHaveLength(7);
    await site.server.query(`DO SETVAL(imp_${DATABASE}.up, 400)`);
    await expect(proveDatabase(site.mysql, common)).rejects.toMatchObject({
      code: 'PROOF_FAILED',
      details: { table: 'up' },
    });
  });

  it('of a dump that a table takes its default from are refused, because that default names a schema', async () => {
    await site.make('defaults', 'CREATE SEQUENCE s; CREATE TABLE t (id INT DEFAULT NEXTVAL(s))');
    await expect(site.index(DATABASE, await site.dump('defaults', []))).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      details: { statement: 'CREATE TABLE' },
    });
  });
});

describe('system-versioned tables', () => {
  beforeAll(() =>
    site.make(
      'history',
      `CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(9)) WITH SYSTEM VERSIONING; INSERT INTO t VALUES (1, 'x'), (2, 'y'); UPDATE t SET b = 'z' WHERE a = 1; DELETE FROM t WHERE a = 2;
       CREATE TABLE p (a INT, rs TIMESTAMP(6) GENERATED ALWAYS AS ROW START, re TIMESTAMP(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING; INSERT INTO p (a) VALUES (1), (2)`,
    ),
  );

  it.each(STRATEGIES)('go live by %s with the rows that are theirs now, as the client makes them', async (strategy) => {
    const dump = await site.dump('history', []);
    await site.importOurWay('history', dump, strategy);
    await site.loadByClient('history', dump, []);
    expect(await site.differences('history')).toEqual([]);
    expect(await site.server.query('SELECT COUNT(*) FROM history.t FOR SYSTEM_TIME ALL')).toBe('1');
  });

  it('dumped with their history are refused, with the way out', async () => {
    await expect(site.index('history', await site.dump('history', ['--dump-history']))).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringContaining('--dump-history') as string,
    });
  });
});
