import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateDump } from '../../bench/generate-dump.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../../src/dump-import/load/stage-database.js';
import type { StageDumpRequest } from '../../src/dump-import/load/stage-dump.js';
import { stageDump } from '../../src/dump-import/load/stage-dump.js';
import type { TableProofs } from '../../src/dump-import/load/table-proofs.js';
import { eventually } from '../support/eventually.js';
import { archiveOf } from '../support/archive-of.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import { packDump } from '../support/make-archives.js';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PASSWORD = 'of the archive';
const zip = {
  password: PASSWORD,
  passwords: {},
  extractTimeoutMs: 60_000,
  limits: { maxEntries: 10, maxBytes: 1e9, maxRatio: 1_000 },
};
const settings = pipelineSettings('import', ['federation'], { zip });

let server: MariadbServer;
let proxy: MysqlProxy;
let mysql: MysqlSettings;
let dump: Buffer;
let archiveFile: string;
let runs = 0;

beforeAll(async () => {
  server = await startTargetServer();
  proxy = await startMysqlProxy(server);
  mysql = targetSettings(proxy, await createAccounts(server, { databases: ['federation'] }));
  const { file } = await generateDump({ file: join(temporaryFolder('generated'), 'dump.sql'), megabytes: 12 });
  dump = readFileSync(file);
  archiveFile = await pack(dump);
  await server.query('CREATE DATABASE reference');
  await server.load(file, 'reference');
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(() => {
  proxy.setHooks({});
  runs += 1;
});

const pack = async (bytes: Buffer): Promise<string> => {
  const folder = temporaryFolder('archive');
  writeFileSync(join(folder, 'dump.sql'), bytes);
  const archive = join(folder, 'federation.zip');
  await packDump({
    dump: join(folder, 'dump.sql'),
    archive,
    entry: 'federation.sql',
    password: PASSWORD,
    method: 'ZipCrypto',
    modified: new Date(),
  });
  return archive;
};

const quiet = () => undefined;
const stage = (change: Partial<StageDumpRequest> & Pick<StageDumpRequest, 'directory'>) =>
  stageDump(mysql, settings, {
    ...{
      runId: `run-${runs}`,
      attempt: 1,
      database: 'federation',
      archiveFile,
      label: 'federation.zip',
      checksum: 'sha256:0',
      signal: new AbortController().signal,
    },
    ...{ onUnpacked: quiet, onAccepted: () => Promise.resolve(), onLoaded: quiet },
    ...change,
  });

/** What `loadDump` and the proof make of what is there. */
const finish = async (directory: string, proofs?: TableProofs) => {
  const common = {
    pipeline: 'import',
    runId: `run-${runs}`,
    database: 'federation',
    archive: 'sha256:0',
    connections: 2,
    onProgress: quiet,
  };
  const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8')) as Parameters<
    typeof loadDump
  >[1]['index'];
  const report = await loadDump(mysql, { ...common, index, dumpFile: join(directory, 'dump.sql'), afterLoad: [] });
  const archive = archiveOf(common.database, { checksum: common.archive });
  await stageDatabase(mysql, { ...common, archive, index, ...(proofs && { proofs }) });
  return report;
};

const checksums = async (schema: string) => {
  const tables = ['club', 'evaluation', 'game', 'membership', 'person', 'photo']
    .map((name) => `${schema}.${name}`)
    .join(', ');
  return (await server.query(`CHECKSUM TABLE ${tables}`)).replaceAll(`${schema}.`, '');
};

/** The server ends a connection a moment after it was closed here; until then the fence has it on record. */
const noLoaderLeft = () =>
  eventually('the end of every connection of the loader', async () => {
    const left = await server.query(
      "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'stevedore_loader'",
    );
    return left === '0' ? true : undefined;
  });

/** The tables that a LOAD DATA was begun for. */
const watchLoads = (): string[] => {
  const loads: string[] = [];
  proxy.setHooks({
    onQuery: (sql) => {
      const table = /^LOAD DATA LOCAL .* INTO TABLE `(\w+)`/.exec(sql)?.[1];
      if (table !== undefined) loads.push(table);
      return 'forward';
    },
  });
  return loads;
};

describe('a dump that is staged', () => {
  it('has every table loaded once, by the step that unpacks it, equal to what the client loads', async () => {
    const directory = temporaryFolder('work');
    const loads = watchLoads();
    const { early, index, isLoaded } = await stage({ directory });
    expect(early).toMatchObject({ tables: 6, warnings: [] });
    expect(isLoaded).toBe(true);
    expect(index.tables).toHaveLength(6);
    expect(await finish(directory)).toMatchObject({ tables: 6, resumed: 6 });
    expect([...loads].sort()).toEqual(['club', 'evaluation', 'game', 'membership', 'person', 'photo']);
    expect(await checksums('imp_federation')).toBe(await checksums('reference'));
  });

  it('is proved table by table behind its load; what differs then is found and told by the proof of all', async () => {
    const sums: string[] = [];
    let damage = '';
    proxy.setHooks({
      onQuery: (sql) => {
        const table = /^SELECT CAST\(COUNT\(\*\).* FROM `(\w+)`$/s.exec(sql)?.[1];
        if (table !== undefined) sums.push(table);
        // Once: the proof behind the load sees a table without a row of it.
        return table === damage ? { hold: lose(table) } : 'forward';
      },
    });
    const lose = async (table: string) => {
      damage = '';
      await server.query(`DELETE FROM imp_federation.${table} LIMIT 1`);
    };
    const whole = temporaryFolder('work');
    const { early } = await stage({ directory: whole });
    await finish(whole, early.proofs);
    expect(sums.sort()).toEqual(['club', 'evaluation', 'game', 'membership', 'person', 'photo']);
    runs += 1;
    damage = 'club';
    const damaged = temporaryFolder('work');
    const { isLoaded, early: half } = await stage({ directory: damaged });
    expect(isLoaded).toBe(true);
    expect(half.proofs.size).toBe(5);
    await expect(finish(damaged, half.proofs)).rejects.toMatchObject({
      code: 'PROOF_FAILED',
      details: { table: 'club' },
    });
  });

  it('keeps the server from counting rows while it takes them, and gives each table the definition of the dump', async () => {
    const changes: string[] = [];
    proxy.setHooks({
      onQuery: (sql) => {
        const change = /^ALTER TABLE `(\w+)` STATS_AUTO_RECALC = (\w+)$/.exec(sql);
        if (change !== null) changes.push(`${change[1]} ${change[2]}`);
        return 'forward';
      },
    });
    await stage({ directory: temporaryFolder('work') });
    const large = ['evaluation', 'game', 'membership', 'person', 'photo'];
    const expected = onMysql ? [] : large.flatMap((table) => [`${table} 0`, `${table} DEFAULT`]);
    expect(changes.sort()).toEqual(expected.sort());
    for (const table of ['club', ...large]) {
      const [live, loaded] = [
        await server.query(`SHOW CREATE TABLE reference.${table}`),
        await server.query(`SHOW CREATE TABLE imp_federation.${table}`),
      ];
      expect(loaded).toBe(live);
    }
  });

  it('continues after the tables of an interrupted try', async () => {
    const cutOff = new AbortController();
    let begun = 0;
    proxy.setHooks({
      onQuery: (sql) => {
        if (sql.startsWith('LOAD DATA LOCAL') && ++begun === 4) cutOff.abort(new Error('cut off'));
        return 'forward';
      },
    });
    await expect(stage({ directory: temporaryFolder('work'), signal: cutOff.signal })).rejects.toThrow('cut off');
    const before = Number(
      await server.query(`SELECT COUNT(*) FROM stevedore.loaded WHERE run_id = 'run-${runs}' AND table_name <> ''`),
    );
    expect(before).toBeGreaterThan(0);
    const loads = watchLoads();
    const directory = temporaryFolder('work');
    expect((await stage({ directory })).early).toMatchObject({ tables: 6, warnings: [] });
    expect(loads).toHaveLength(6 - before);
    await finish(directory);
    expect(await checksums('imp_federation')).toBe(await checksums('reference'));
  });

  it('that is refused at its last line is kept for a look, and nothing writes any more', async () => {
    const directory = temporaryFolder('work');
    const refused = await pack(Buffer.concat([dump, Buffer.from('\nGRANT ALL ON *.* TO nobody;\n')]));
    await expect(stage({ directory, archiveFile: refused })).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED' });
    expect(existsSync(join(directory, 'dump.sql'))).toBe(true);
    expect(existsSync(join(directory, 'index.json'))).toBe(false);
    await noLoaderLeft();
  });

  it('is reported as corrupt if its archive is, whatever its bytes then say', async () => {
    const damaged = readFileSync(archiveFile);
    const at = Math.floor(damaged.length * 0.6);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
    const file = join(temporaryFolder('damaged'), 'federation.zip');
    writeFileSync(file, damaged);
    const directory = temporaryFolder('work');
    await expect(stage({ directory, archiveFile: file })).rejects.toMatchObject({ code: 'ARCHIVE_CORRUPT' });
    expect(existsSync(join(directory, 'dump.sql'))).toBe(false);
    await noLoaderLeft();
  });

  it('is loaded after its unpacking if the load in parallel fails', async () => {
    let cut = false;
    proxy.setHooks({
      onQuery: (sql) => {
        if (cut || !sql.startsWith('LOAD DATA LOCAL')) return 'forward';
        cut = true;
        // This session alone: the one that reads the dump lives on.
        return { when: 'before', kill: () => undefined };
      },
    });
    const directory = temporaryFolder('work');
    const { early } = await stage({ directory });
    expect(cut).toBe(true);
    expect(early.error).toMatchObject({ code: 'MYSQL_CONNECTION_LOST' });
    expect(early.tables).toBeLessThan(6);
    await finish(directory);
    expect(await checksums('imp_federation')).toBe(await checksums('reference'));
  });
});
