import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { eventually } from '../support/eventually.js';
import { readHistories } from '../support/read-histories.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import { runCli } from '../support/worker-process.js';
import type { Json } from './import-site.js';
import type { ProjectSite } from './project-site.js';
import { startProjectSite } from './project-site.js';
import { SERVERS } from './table-server.js';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const SIGNING = randomBytes(24);
const FILES = 150;

/** Each stands in one place that takes a secret, and must come out nowhere. */
const CANARIES = {
  database: 'canary-database-8151',
  sftp: 'canary-sftp-8152',
  url: 'canary-callback-url-8153',
  token: 'canary-callback-token-8154',
  override: 'canary-override-8155',
  signing: SIGNING.toString('base64'),
};

describe('two projects, as a new user sets them up', () => {
  let site: ProjectSite;
  let temporal: Client;

  beforeAll(async () => {
    site = await startProjectSite(
      { config: { secrets: { key: first }, callbacks: { secret: `whsec_${CANARIES.signing}` } } },
      [500, 503],
    );
    temporal = connectTemporal({ address: site.temporal, addressGiven: true, namespace: 'default', tls: 'off' });
    writeFileSync(join(site.folder, 'sftp-key'), site.ssh.privateKey, { mode: 0o600 });
  }, 120_000);
  afterAll(async () => {
    await temporal?.connection.close();
    await site?.stop();
  }, 60_000);

  const env = () => ({
    DATABASE_URL: site.databaseUrl(CANARIES.database),
    SFTP_PASSWORD: CANARIES.sftp,
    CALLBACK_TOKEN: CANARIES.token,
  });

  it('the explicit one is a file, whose path of a key and variables are read by the command', async () => {
    const file = join(site.folder, 'customer_abc.yaml');
    writeFileSync(
      file,
      stringify({
        project: 'customer_abc',
        connection: { env_var: 'DATABASE_URL' },
        sftp: { ...site.sftp(), password: '${SFTP_PASSWORD}', key_path: './sftp-key' },
        tables: [
          {
            file_pattern: 'kunden_*.csv',
            target_table: 'kunden',
            primary_key: ['id', 'jahr'],
            encoding: 'latin-1',
            delimiter: '|',
          },
          { file_pattern: 'preise.csv', target_table: 'preise', primary_key: 'sku', rebuild_table: true },
        ],
        callback: { url: `${site.receiver.url}/hook?token=${CANARIES.url}`, token: '${CALLBACK_TOKEN}' },
      }),
    );
    const product = { ...site.product, env: env() };
    const made = await runCli(['project', 'import', file], product);
    expect([made.code, made.stdout], made.stderr).toEqual([0, 'customer_abc\n']);
    expect((await runCli(['project', 'import', file], product)).stderr).toContain('Changed the project');
    const shown = await site.cli('project', 'show', 'customer_abc');
    expect(JSON.parse(shown.stdout)).toMatchObject({ config: { sftp: { password: '***', key_path: '***' } } });
    site.answers.push(shown.stdout, made.stdout, made.stderr);
    expect((await site.cli('project', 'list')).stdout).toMatch(/^customer_abc {2}/m);

    // Umlauts as one byte each, a key of two columns, a value twice, and one record without its key.
    const kunden =
      'id|jahr|name\n1|2024|M\xfcller\n1|2025|M\xfcller\n2|2024|Stra\xdfe\n2|2024|Stra\xdfe neu\n|2024|ohne\n';
    writeFileSync(join(site.remote, 'kunden_2024.csv'), Buffer.from(kunden, 'latin1'));
    writeFileSync(join(site.remote, 'preise.csv'), 'sku,preis\na,1\nb,2\nc,\n');
    const run = await site.cli('project', 'run', 'customer_abc', '--wait');
    site.answers.push(run.stdout, run.stderr);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain('kunden_2024.csv  public.kunden  3 inserted, 0 updated, 0 unchanged, 1 rejected');
    expect(run.stdout).toMatch(/completed [0-9a-f-]{36} {2}2 files, 6 inserted, 0 updated, 1 rejected/);
    expect(await site.postgres.query('select id, jahr, name from kunden order by id, jahr')).toBe(
      '1\t2024\tMüller\n1\t2025\tMüller\n2\t2024\tStraße neu',
    );
  });

  it('its receiver fails twice and gets the result with the third try, signed anew under the same id', async () => {
    await eventually('three tries', () => Promise.resolve(site.receiver.received.length >= 3 || undefined), 60_000);
    const tries = site.receiver.received.slice(0, 3);
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(tries.map(({ headers }) => headers['webhook-timestamp'])).size).toBeGreaterThan(1);
    for (const { path, headers, body } of tries) {
      expect(path).toBe(`/hook?token=${CANARIES.url}`);
      expect(headers.authorization).toBe(`Bearer ${CANARIES.token}`);
      const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', SIGNING).update(signed).digest('base64')}`);
    }
    const result = JSON.parse(tries[2]?.body ?? '') as Json;
    site.answers.push(tries[2]?.body ?? '');
    const { body: listed } = await site.ask('GET', '/jobs');
    const [job] = listed['jobs'] as Json[];
    expect(result).toMatchObject({
      type: 'import.completed',
      project: 'customer_abc',
      ...(await site.ask('GET', `/jobs/${String(job?.['job_id'])}`)).body,
      result: { inserted: 6, errors: 1 },
    });
  });

  it('a receiver that never answers well makes a warning, and no failure', async () => {
    const dead = await startWebhookReceiver([500, 500, { status: 302, location: `${site.receiver.url}/elsewhere` }]);
    const before = site.receiver.received.length;
    const id = await site.importing({ project: 'customer_abc', callback_url: `${dead.url}/x?token=${CANARIES.url}` });
    const job = await site.endedJob(id);
    expect(job).toMatchObject({ status: 'completed', result: { inserted: 0, errors: 1, warnings: [] } });
    const run = await site.ended(String(job['run_id']));
    expect(run['status']).toBe('success');
    expect(run['warnings']).toEqual([
      expect.stringMatching(/^Cannot tell of the end of the import: .*127\.0\.0\.1:\d+"/),
    ]);
    expect(dead.received).toHaveLength(3);
    expect(site.receiver.received).toHaveLength(before);
    site.answers.push(JSON.stringify(run));
    await dead.stop();
  });

  it('the discovered one takes 150 latin-1 files, each into its own table, with exact counts', async () => {
    const connections = (await site.ask('GET', '/connections')).body['connections'] as Json[];
    const made = await site.ask('POST', '/projects', {
      name: 'all_tables',
      connection_id: connections[0]?.['id'],
      config: {
        sftp: site.sftp(),
        defaults: { file_pattern: 'IxExp*.csv', primary_key: 'nr', delimiter: ';', encoding: 'latin-1' },
        table_naming: { strip_prefix: 'IxExp', lowercase: true },
      },
    });
    expect(made.status, made.text).toBe(201);
    const rowsOf = (n: number) => (n * 7) % 40;
    const write = (n: number, name: string) => {
      const rows = Array.from({ length: rowsOf(n) }, (_, row) => `${row};${name} ${row}\n`);
      writeFileSync(join(site.remote, `IxExpTab${n}.csv`), Buffer.from(`nr;name\n${rows.join('')}`, 'latin1'));
    };
    for (let n = 1; n <= FILES; n++) write(n, 'Gr\xfc\xdfe');
    const total = Array.from({ length: FILES }, (_, n) => rowsOf(n + 1)).reduce((sum, rows) => sum + rows, 0);

    const job = await site.endedJob(
      await site.importing({ project: 'all_tables', callback_url: `${site.receiver.url}/all` }),
    );
    expect(job['result']).toEqual({
      files: FILES,
      files_failed: 0,
      inserted: total,
      updated: 0,
      unchanged: 0,
      superseded: 0,
      errors: 0,
      error: null,
      warnings: [],
    });
    const results = job['file_results'] as Json[];
    expect(
      results.map(({ filename, table, inserted }) => `${String(filename)} ${String(table)} ${String(inserted)}`).sort(),
    ).toEqual(
      Array.from({ length: FILES }, (_, n) => `IxExpTab${n + 1}.csv public.tab${n + 1} ${rowsOf(n + 1)}`).sort(),
    );
    expect(await site.postgres.query('select name from tab3 order by nr::int limit 1')).toBe('Grüße 0');
    expect(
      await site.postgres.query(
        `select count(*), sum(inserted) from stevedore.cpi_job_files where job_id = '${String(job['job_id'])}'`,
      ),
    ).toBe(`${FILES}\t${total}`);
    const call = await site.calledBack('/all');
    expect(JSON.parse(call.body)).toMatchObject({ job_id: job['job_id'], file_results: results });

    // Two of them change, one is new, one has no key; the others are gone.
    for (let n = 1; n <= FILES; n++) if (n !== 3 && n !== 4) rmSync(join(site.remote, `IxExpTab${n}.csv`));
    write(3, 'neu');
    writeFileSync(join(site.remote, 'IxExpTab4.csv'), 'nr;name\n1;x\n99;y\n');
    writeFileSync(join(site.remote, 'IxExpTab151.csv'), 'nr;name\n1;x\n');
    writeFileSync(join(site.remote, 'IxExpOhne.csv'), 'name\nx\n');
    const again = await site.endedJob(await site.importing({ project: 'all_tables' }));
    expect(again).toMatchObject({
      status: 'failed',
      result: { files: 4, files_failed: 1, inserted: 2, updated: rowsOf(3) + 1 },
    });
    const failed = (again['file_results'] as Json[]).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ filename: 'IxExpOhne.csv', error: expect.stringContaining('"nr"') as string }]);
    expect(
      await site.postgres.query(
        `select error_type from stevedore.cpi_job_errors where job_id = '${String(again['job_id'])}' and file_no is not null`,
      ),
    ).toBe('COLUMN_MISSING');
  });

  it('a login that is refused is the error of its job, without the password', async () => {
    const sftp = { username: 'nobody-of-that-name', password: CANARIES.override, host_key: site.ssh.hostKey };
    const job = await site.endedJob(
      await site.importing({ project: 'customer_abc', sftp, callback_url: `${site.receiver.url}/failed` }),
    );
    expect(job).toMatchObject({
      status: 'failed',
      result: { files: 0, error: expect.stringContaining('nobody-of-that-name') as string },
    });
    const call = await site.calledBack('/failed');
    expect(JSON.parse(call.body)).toMatchObject({ type: 'import.failed', status: 'failed' });
    // A token is for the address that it was given with.
    expect(call.headers).not.toHaveProperty('authorization');
    site.answers.push(call.body);
  });

  it('the key rotates while an import is open, and the one before is needed no more', async () => {
    const { lock, waiting } = SERVERS[0]?.tools(site) ?? never();
    const held = await lock('public.preise');
    writeFileSync(join(site.remote, 'preise.csv'), 'sku,preis\na,9\n');
    const id = await site.importing({ project: 'customer_abc', callback_url: `${site.receiver.url}/rotated` });
    await eventually('the wait for the lock', async () => ((await waiting()) ? true : undefined), 60_000);
    const write = (secrets: Json) => {
      const config = parse(readFileSync(site.product.config, 'utf8')) as Json;
      writeFileSync(site.product.config, stringify({ ...config, secrets }));
    };
    write({ key: second, previous_keys: [first] });
    await Promise.all([site.worker().kill9(), site.replaceServer()]);
    await site.startWorker();
    const rotated = await site.cli('secrets', 'rotate', '--json');
    expect(rotated.code, rotated.stderr).toBe(0);
    expect((JSON.parse(rotated.stdout) as { rotated: number }).rotated).toBeGreaterThan(4);
    write({ key: second });
    await Promise.all([site.worker().kill9(), site.replaceServer()]);
    await site.startWorker();
    await held.release();
    expect(await site.endedJob(id)).toMatchObject({ status: 'completed', result: { inserted: 0, updated: 1 } });
    expect(await site.postgres.query('select sku, preis from preise')).toBe('a\t9');
    const call = await site.calledBack('/rotated');
    expect(call.headers['webhook-signature']).toMatch(/^v1,/);
    const old = await runCli(['secrets', 'rotate'], { ...site.product, env: { STEVEDORE_SECRET_KEY: first } });
    expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('previous_keys') as string]);
  });

  it('no secret is in a history, a log, a list, an error, a callback or the store in clear text', async () => {
    for (const path of [
      '/connections',
      '/projects',
      '/projects/customer_abc',
      '/jobs',
      '/api/v1/audit',
      '/api/v1/runs?limit=100',
    ])
      await site.ask('GET', path);
    const runs = (await site.ask('GET', '/api/v1/runs?limit=100')).body['runs'] as Json[];
    for (const { run_id: id } of runs) await site.ask('GET', `/api/v1/runs/${String(id)}/logs`);
    const tables = await site.postgres.query(
      "select table_name from information_schema.tables where table_schema = 'stevedore'",
    );
    const rows = await Promise.all(
      tables.split('\n').map((table) => site.postgres.query(`select * from stevedore."${table}"`)),
    );
    const places = {
      histories: await readHistories(temporal),
      output: site.output(),
      answers: site.answers.join('\n'),
      store: rows.join('\n'),
      log: readFileSync(join(site.folder, 'logs', 'import.log'), 'utf8'),
    };
    // What is looked through is what it should be.
    expect(places.histories).toContain('customer_abc');
    expect(places.store).toContain('customer_abc');
    expect(places.log).toContain('Called back');
    expect(places.answers.length).toBeGreaterThan(10_000);
    const keyLine = site.ssh.privateKey.split('\n')[2] ?? '';
    for (const [place, text] of Object.entries(places)) {
      for (const canary of [...Object.values(CANARIES), keyLine]) {
        for (const form of [canary, Buffer.from(canary).toString('base64').slice(0, 20), encodeURIComponent(canary)])
          expect(text.includes(form), `${canary} in ${place}`).toBe(false);
      }
    }
  });
});

const never = (): never => {
  throw new Error('there is no PostgreSQL');
};
