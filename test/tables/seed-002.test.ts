import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from './import-site.js';
import type { ProjectSite } from './project-site.js';
import { startProjectSite } from './project-site.js';

const UUID = /^[0-9a-f-]{36}$/;

describe('the words of seed 002', () => {
  let site: ProjectSite;
  let connection: string;

  beforeAll(async () => {
    site = await startProjectSite({ mariadb: true, config: { secrets: { key: randomBytes(32).toString('base64') } } });
  }, 120_000);
  afterAll(() => site?.stop(), 60_000);

  const url = () => site.databaseUrl('geheim');
  const imported = async (body: Json): Promise<Json> => site.endedJob(await site.importing(body));

  it('GET /health answers', async () => {
    const health = await site.ask('GET', '/health');
    expect(health.status, health.text).toBe(200);
    expect(health.body).toMatchObject({ status: 'healthy' });
  });

  it('connections are made, listed without their URL, read, changed, tried, and deleted', async () => {
    const made = await site.ask('POST', '/connections', {
      name: 'Kundendatenbank',
      description: 'the database of customers',
      database_url: url(),
    });
    expect(made.status, made.text).toBe(201);
    connection = String(made.body['id']);
    expect(connection).toMatch(UUID);
    expect(made.text).not.toContain('database_url');

    const listed = await site.ask('GET', '/connections');
    expect(listed.body).toMatchObject({ connections: [{ id: connection, name: 'Kundendatenbank' }] });
    expect(listed.text).not.toMatch(/geheim|database_url/);

    const read = await site.ask('GET', `/connections/${connection}`);
    expect(read.body).toMatchObject({ id: connection, database_url: url() });

    const tested = await site.ask('POST', `/connections/${connection}/test`);
    expect(tested.body).toMatchObject({ ok: true, version: expect.stringContaining('PostgreSQL') as string });

    const changed = await site.ask('PUT', `/connections/${connection}`, { name: 'customers', description: null });
    expect(changed.body).toMatchObject({ id: connection, name: 'customers', description: null });
    expect((await site.ask('GET', `/connections/${connection}`)).body).toMatchObject({ database_url: url() });

    const other = await site.ask('POST', '/connections', { name: 'other', database_url: url() });
    expect((await site.ask('POST', '/connections', { name: 'other', database_url: url() })).status).toBe(409);
    expect((await site.ask('DELETE', `/connections/${String(other.body['id'])}`)).status).toBe(200);
    expect((await site.ask('GET', `/connections/${String(other.body['id'])}`)).status).toBe(404);
    const wrong = await site.ask('POST', '/connections', { name: 'wrong', database_url: 'sqlite:///x.db' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('database_url') as string]);
  });

  it('projects are made, listed, read without their secrets, changed and deleted; unknown keys are refused by name', async () => {
    const made = await site.ask('POST', '/projects', {
      name: 'customer_abc',
      connection_id: connection,
      config: {
        sftp: site.sftp(),
        tables: [{ file_pattern: 'customers_*.csv', target_table: 'customers', primary_key: 'id' }],
      },
    });
    expect(made.status, made.text).toBe(201);
    expect(made.text).not.toContain('PRIVATE KEY');
    expect(made.body).toMatchObject({
      name: 'customer_abc',
      config: { sftp: { key_path: '***', port: site.ssh.port } },
    });
    expect((await site.ask('GET', '/projects')).body).toMatchObject({ projects: [{ name: 'customer_abc' }] });

    const typo = await site.ask('PUT', '/projects/customer_abc', {
      config: { tables: [{ file_patern: '*.csv', target_table: 'x' }], sftp: { ...site.sftp(), usernam: 'x' } },
    });
    expect(typo.status).toBe(400);
    expect(typo.text).toMatch(/did you mean .{1,2}file_pattern/);
    expect(typo.text).toMatch(/did you mean .{1,2}username/);

    const before = (await site.ask('GET', '/projects/customer_abc')).body;
    const config = before['config'] as Json;
    const changed = await site.ask('PUT', '/projects/customer_abc', {
      config: {
        ...config,
        tables: [
          {
            file_pattern: 'customers_*.csv',
            target_table: 'customers',
            primary_key: 'id',
            column_mapping: { Old: 'new' },
            rebuild_table: false,
            delimiter: '|',
            encoding: 'latin-1',
            skiprows: 1,
          },
        ],
      },
    });
    expect(changed.status, changed.text).toBe(200);
    expect((changed.body['config'] as Json)['sftp']).toEqual(config['sftp']);
    await site.ask('POST', '/projects', { name: 'gone', connection_id: connection, config: {} });
    expect((await site.ask('DELETE', '/projects/gone')).status).toBe(200);
    expect((await site.ask('GET', '/projects/gone')).status).toBe(404);
    const used = await site.ask('DELETE', `/connections/${connection}`);
    expect([used.status, used.text]).toEqual([409, expect.stringContaining('customer_abc') as string]);
  });

  it('an import of latin-1 files with a line before the header creates the table of VARCHAR columns, and calls back', async () => {
    site.put(
      'customers_2024.csv',
      Buffer.from('Export vom 1.1.\nid|Old|stadt\n1|Stra\xdfe|K\xf6ln\n2|B|Bonn\n', 'latin1'),
    );
    const job = await imported({ project: 'customer_abc', callback_url: `${site.receiver.url}/hook?token=canary` });
    expect(job, JSON.stringify(job)).toMatchObject({
      project: 'customer_abc',
      status: 'completed',
      progress: 100,
      result: { files: 1, files_failed: 0, inserted: 2, updated: 0, errors: 0 },
      file_results: [
        { filename: 'customers_2024.csv', table: 'public.customers', inserted: 2, updated: 0, errors: [], error: null },
      ],
    });
    expect(await site.postgres.query('select id, new, stadt from customers order by id')).toBe(
      '1\tStraße\tKöln\n2\tB\tBonn',
    );
    expect(
      await site.postgres.query(
        "select distinct data_type from information_schema.columns where table_name = 'customers'",
      ),
    ).toBe('character varying');
    const [call] = site.receiver.received;
    expect(call?.path).toBe('/hook?token=canary');
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ ...job, type: 'import.completed' });
    expect(call?.headers).not.toHaveProperty('webhook-signature');
  });

  it('upserts: a second import counts what is new and what changed, and keeps rejects as errors', async () => {
    site.put('customers_2024.csv', 'x\nid|Old|stadt\n1|Straße|Bonn\n3|C|Ulm\n|D|Ulm\n');
    const job = await imported({ project: 'customer_abc' });
    expect(job, JSON.stringify(job)).toMatchObject({
      status: 'completed',
      result: { inserted: 1, updated: 1, errors: 1 },
      file_results: [
        { inserted: 1, updated: 1, rejected: 1, errors: [expect.stringMatching(/^line 5: id/) as string] },
      ],
    });
    const { body } = await site.ask('GET', '/jobs');
    expect((body['jobs'] as Json[]).map(({ project, status }) => [project, status])).toEqual([
      ['customer_abc', 'completed'],
      ['customer_abc', 'completed'],
    ]);
  });

  it('people read the tables of the management by SQL', async () => {
    const query = (sql: string) => site.postgres.query(sql);
    await query('set search_path = stevedore');
    expect(await query('select name, database_url from stevedore.cpi_connections')).toBe(
      `customers\t${url().replace('geheim', '***')}`,
    );
    expect(
      await query(
        'select p.name, c.name from stevedore.cpi_projects p join stevedore.cpi_connections c on c.id = p.connection_id',
      ),
    ).toBe('customer_abc\tcustomers');
    expect(
      await query(
        `select status, stats::json ->> 'inserted', started_at <= completed_at from stevedore.cpi_jobs j
          join stevedore.cpi_projects p on p.id = j.project_id order by completed_at`,
      ),
    ).toBe('completed\t2\tt\ncompleted\t1\tt');
    expect(
      await query('select filename, table_name, inserted, updated, error from stevedore.cpi_job_files order by id'),
    ).toBe('customers_2024.csv\tpublic.customers\t2\t0\t\ncustomers_2024.csv\tpublic.customers\t1\t1\t');
    expect(
      await query(
        'select error_type, message like \'line 5:%\', "timestamp" is not null from stevedore.cpi_job_errors',
      ),
    ).toBe('record\tt\tt');
  });

  it('local files are imported without a server', async () => {
    writeFileSync(join(site.inbox, 'customers_local.csv'), 'x\nid|Old|stadt\n9|Z|Trier\n');
    const job = await imported({ project: 'customer_abc', files: ['customers_local.csv'] });
    expect(job, JSON.stringify(job)).toMatchObject({ status: 'completed', result: { inserted: 1 } });
    const outside = await imported({ project: 'customer_abc', files: ['/etc/passwd'] });
    expect(outside).toMatchObject({
      status: 'failed',
      result: { error: expect.stringContaining('files.allow') as string },
    });
  });

  it('sftp of a request stands in place of the project’s, and its credentials go to no other server', async () => {
    const other = await site.ask('POST', '/import', { project: 'customer_abc', sftp: { host: '127.0.0.2' } });
    expect([other.status, other.text]).toEqual([400, expect.stringContaining('password or key') as string]);
    const file = await site.ask('POST', '/import', { project: 'customer_abc', sftp: { key_path: '/etc/ssh/key' } });
    expect(file.status).toBe(400);
    const job = await imported({ project: 'customer_abc', sftp: { remote_path: 'out/nowhere' } });
    expect(job).toMatchObject({ status: 'failed', result: { error: expect.stringContaining('nowhere') as string } });
  });

  it('a project goes into MariaDB too, with an empty file that makes its table', async () => {
    const { rootUser, rootPassword, port } = site.mariadb ?? never();
    const made = await site.ask('POST', '/connections', {
      name: 'shop',
      database_url: `mysql://${rootUser}:${encodeURIComponent(rootPassword)}@127.0.0.1:${port}/catalog`,
    });
    const project = await site.ask('POST', '/projects', {
      name: 'shop',
      connection_id: made.body['id'],
      config: { sftp: site.sftp(), defaults: { file_pattern: 'shop_*.csv', primary_key: 'id' } },
    });
    expect(project.status, project.text).toBe(201);
    site.put('shop_goods.csv', 'id,name\n1,a\n2,b\n');
    site.put('shop_none.csv', 'id,name\n');
    const job = await imported({ project: 'shop' });
    expect(job, JSON.stringify(job)).toMatchObject({
      status: 'completed',
      result: { files: 2, inserted: 2, errors: 0 },
      file_results: [
        { filename: 'shop_goods.csv', table: 'catalog.shop_goods', inserted: 2 },
        { filename: 'shop_none.csv', table: 'catalog.shop_none', inserted: 0, error: null },
      ],
    });
    expect(await site.mariadb?.query('select count(*) from catalog.shop_none')).toBe('0');
  });

  it('an import of no project is refused', async () => {
    const unknown = await site.ask('POST', '/import', { project: 'customer_abd' });
    expect([unknown.status, unknown.text]).toEqual([404, expect.stringContaining('customer_abc') as string]);
    expect((await site.ask('GET', '/jobs/nothing')).status).toBe(404);
  });
});

const never = (): never => {
  throw new Error('there is no MariaDB');
};
