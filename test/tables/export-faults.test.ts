import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import { SERVERS } from './table-server.js';

const ROWS = 300_000;
const MIB = 1_048_576;

/** What differs between the servers: a table of ROWS rows, a view whose rows come slowly, and sessions that export. */
const WORDS: Readonly<Record<string, { readonly make: string; readonly sessions: string; readonly kill: string }>> = {
  PostgreSQL: {
    make: `create table big as select n as id, 'name ' || n as name, repeat('x', 150 + n % 50) as note from generate_series(1, ${ROWS}) n;
      alter table big add primary key (id);
      create view slow as select id, name, case when id % 1000 = 0 then pg_sleep(0.03)::text end as nap from big where id <= 100000;
      create view late as select id, pg_sleep(20)::text as nap from big where id = 1`,
    sessions: `select count(*) from pg_stat_activity where application_name = 'stevedore export'`,
    kill: `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stevedore export'`,
  },
  MariaDB: {
    make: `create table big (id int primary key, name varchar(40), note varchar(255));
      insert into big select seq, concat('name ', seq), repeat('x', 150 + seq % 50) from seq_1_to_${ROWS};
      create view slow as select id, name, if(id % 1000 = 0, sleep(0.03), null) as nap from big where id <= 100000;
      create view late as select id, sleep(20) as nap from big where id = 1`,
    sessions: `select count(*) from information_schema.processlist where info like 'SELECT t.%'`,
    kill: '',
  },
};

describe.each(SERVERS)('exports from $name', ({ name, connection, config, tools }) => {
  let site: ImportSite;
  const words = WORDS[name] as (typeof WORDS)[string];
  const query = (sql: string) => tools(site).query(sql);

  beforeAll(async () => {
    const pipeline = {
      kind: 'table-export',
      source: { connection },
      retry: { max_attempts: 3, retry_delay: '1s' },
    };
    site = await startImportSite({
      ...config,
      config: {
        resources: { big: { connection, key: 'id' }, slow: { connection, key: 'id' } },
        pipelines: {
          slow_out: { ...pipeline, tables: [{ table: 'slow' }] },
          both_out: {
            ...pipeline,
            order: 'key',
            tables: [
              { table: 'big', fields: ['id', 'name'], filters: { id: { lte: 1000 } } },
              { resource: 'big', format: 'ndjson', filters: { id: [1, 2] } },
            ],
          },
        },
      },
    });
    await query(words.make);
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const openStream = (path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = request(site.api + path, (answer) => {
        answer.pause();
        resolve(answer);
      });
      sent.once('error', reject);
      sent.end();
    });
  const residentMib = (): number => {
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${site.server().pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1_024;
  };
  const free = (limitMs: number) =>
    eventually(
      'the sessions to be gone',
      async () => ((await query(words.sessions)) === '0' ? true : undefined),
      limitMs,
    );
  const killSessions = async (): Promise<void> => {
    if (words.kill !== '') return void (await query(words.kill));
    const ids = await query(`select id from information_schema.processlist where info like 'SELECT t.%'`);
    for (const id of ids.split('\n').filter((one) => one !== '')) await query(`kill ${id}`);
  };
  /** How a transfer ends, and how much has come. */
  const drained = (answer: IncomingMessage): Promise<{ readonly whole: boolean; readonly bytes: number }> =>
    new Promise((resolve) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.once('end', () => resolve({ whole: answer.complete, bytes }));
      answer.once('error', () => resolve({ whole: false, bytes }));
      answer.resume();
    });
  const folder = (pipeline: string) => join(site.folder, 'data', 'exports', pipeline);
  const filesOf = (pipeline: string): string[] => (existsSync(folder(pipeline)) ? readdirSync(folder(pipeline)) : []);

  it('a client that reads 1 MB/s takes no memory, and frees the session within 2 s when it goes', async () => {
    const whole = await drained(await openStream('/v1/exports?resource=big'));
    expect(whole.whole).toBe(true);
    const before = residentMib();
    const answer = await openStream('/v1/exports?resource=big');
    let [bytes, most] = [0, 0];
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      answer.pause();
    });
    const begin = Date.now();
    while (Date.now() - begin < 6_000) {
      if (bytes < ((Date.now() - begin) / 1_000) * MIB) answer.resume();
      await sleep(5);
      most = Math.max(most, residentMib());
    }
    expect(bytes).toBeGreaterThan(4 * MIB);
    expect(bytes).toBeLessThan(12 * MIB);
    expect(most - before).toBeLessThan(64);
    expect(await query(words.sessions)).toBe('1');
    answer.destroy();
    await free(2_000);
    expect((await site.ask('GET', '/health/live')).status).toBe(200);
  }, 60_000);

  it('a client that goes while the server has no row yet frees the session, too', async () => {
    const sent = request(`${site.api}/v1/exports?connection=${connection}&table=late`);
    sent.on('error', () => undefined);
    sent.end();
    await eventually('the session', async () => ((await query(words.sessions)) === '0' ? undefined : true));
    sent.destroy();
    await free(2_000);
  });

  it('a session that is ended at the server ends in a transfer that is cut off', async () => {
    const answer = await openStream('/v1/exports?resource=slow');
    await eventually('the session', async () => ((await query(words.sessions)) === '0' ? undefined : true));
    const end = drained(answer);
    await killSessions();
    expect((await end).whole).toBe(false);
    expect((await site.ask('GET', '/health/live')).status).toBe(200);
  });

  it('a killed server ends in a transfer that is cut off', async () => {
    const end = drained(await openStream('/v1/exports?resource=slow'));
    await site.replaceServer();
    expect((await end).whole).toBe(false);
    await free(10_000);
  });

  it('a pipeline writes its tables, each file whole, and tells of them', async () => {
    const run = await site.ended(await site.start({ pipeline: 'both_out' }));
    const { files } = run['detail'] as { files: Json[] };
    expect([run['status'], files.map(({ name: of, rows }) => [of, rows])]).toEqual([
      'success',
      [
        ['big', 1_000],
        ['big', 2],
      ],
    ]);
    const text = await (await fetch(`${site.api}${String(files[1]?.['download_url'])}`)).text();
    expect(
      text
        .split('\n')
        .slice(0, 2)
        .map((line) => (JSON.parse(line) as Json)['id']),
    ).toEqual([1, 2]);
    expect(filesOf('both_out').sort()).toEqual(files.map(({ file }) => file).sort());
  });

  it.each(['the worker', 'the session'])(
    '%s is killed while it writes: nobody is served half a file',
    async (what) => {
      const before = new Set(filesOf('slow_out'));
      const id = await site.start({ pipeline: 'slow_out' });
      const part = await eventually('a part with bytes', () =>
        filesOf('slow_out').find((one) => one.endsWith('.part') && !before.has(one)),
      );
      await sleep(300);
      if (what === 'the session') await killSessions();
      else {
        const worker = site.worker();
        process.kill(worker.pid, 'SIGKILL');
        await eventually('the worker to be gone', () => (worker.isRunning() ? undefined : true));
        expect(filesOf('slow_out').filter((one) => !one.endsWith('.part') && !before.has(one))).toEqual([]);
        expect((await fetch(`${site.api}/exports/${part}`)).status).toBe(404);
        await site.startWorker();
      }
      const run = await site.ended(id, 90_000);
      const { files } = run['detail'] as { files: Json[] };
      expect([run['status'], files.map(({ rows }) => rows)]).toEqual(['success', [100_000]]);
      expect(filesOf('slow_out').filter((one) => !one.endsWith('.part') && !before.has(one))).toEqual([
        files[0]?.['file'],
      ]);
      const text = await (await fetch(`${site.api}${String(files[0]?.['download_url'])}`)).text();
      expect(text.split('\r\n').length).toBe(100_002);
    },
    120_000,
  );

  it('the command writes a file that is there only when it is whole', async () => {
    const file = join(site.folder, 'out.csv');
    const done = await site.cli(
      'export',
      'big',
      '--where',
      'id<=2',
      '--fields',
      'id,name',
      '--order',
      'key',
      '-o',
      file,
    );
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('bytes in') as string]);
    expect([done.code, readFileSync(file, 'utf8')]).toEqual([0, 'id,name\r\n1,name 1\r\n2,name 2\r\n']);
    const out = await site.cli(
      'export',
      '--connection',
      connection,
      '--table',
      'big',
      '--format',
      'ndjson',
      '--where',
      'id=7',
      '--fields',
      'id',
    );
    expect([out.code, out.stdout]).toEqual([0, '{"id":7}\n']);
    expect((await site.cli('export', 'bog')).code).toBe(2);
    const cut = site.cli('export', 'slow', '-o', join(site.folder, 'cut.csv'));
    await eventually('the session', async () => ((await query(words.sessions)) === '0' ? undefined : true));
    await killSessions();
    expect((await cut).code).toBe(1);
    expect(readdirSync(site.folder).filter((one) => one.startsWith('cut.csv'))).toEqual([]);
  }, 60_000);
});
