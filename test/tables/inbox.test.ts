import { appendFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import { SERVERS } from './table-server.js';

describe.each(SERVERS)('files of a local folder go into $name', ({ connection, config, tools }) => {
  let site: ImportSite;
  const put = (name: string, content: string | Buffer): void => {
    writeFileSync(join(site.folder, 'coming'), content);
    renameSync(join(site.folder, 'coming'), join(site.inbox, name));
  };
  const filesOf = (run: Json) => (run['detail'] as { files: Json[] }).files;
  const query = (sql: string) => tools(site).query(sql);

  beforeAll(async () => {
    const pipeline = (pattern: string, more: Json = {}, table: Json = {}) => ({
      kind: 'table-import',
      source: { path: `./inbox/${pattern}` },
      target: { connection },
      retry: { max_attempts: 2, retry_delay: '1s' },
      tables: [{ file_pattern: '*', target_table: 'items', primary_key: 'id', ...table }],
      ...more,
    });
    site = await startImportSite({
      ...config,
      config: {
        resources: {
          people: {
            connection,
            key: 'id',
            columns: {
              id: { type: 'integer', required: true },
              mail: { type: 'email', unique: true },
              team: { type: 'integer', references: 'teams.id' },
            },
            on_existing: 'reject',
          },
        },
        pipelines: {
          timed: pipeline('timed*.csv', { schedule: '* * * * *' }, { target_table: 'timed' }),
          bad: pipeline('bad*.csv', {}, { column_mapping: { Name: 'name' }, max_record_bytes: '4KiB' }),
          growing: pipeline('growing*.csv'),
          ordered: pipeline('ordered*.csv'),
          discovered: {
            kind: 'table-import',
            source: { path: './inbox/Exp*.csv' },
            target: { connection },
            table_naming: { strip_prefix: 'Exp' },
            defaults: { primary_key: 'id' },
          },
        },
      },
    });
    await query('create table timed (id int primary key, name varchar(40))');
    put('timed.csv', 'id,name\n1,a\n2,b\n');
    await query('create table items (id int primary key, name varchar(40))');
    await query('create table teams (id int primary key)');
    await query('insert into teams values (1)');
    await query('create table people (id int primary key, mail varchar(80), team int)');
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  it('one after the other where they are of one table, so that the last name has the last word', async () => {
    const old = Array.from({ length: 60_000 }, (_, id) => `${100_000 + id},old`);
    put('ordered-1.csv', `id,name\n${old.join('\n')}\n`);
    put('ordered-2.csv', 'id,name\n100007,new\n');
    const run = await site.ended(await site.start({ pipeline: 'ordered' }));
    expect(run).toMatchObject({ status: 'success' });
    expect(filesOf(run)).toMatchObject([{ inserted: 60_000 }, { updated: 1 }]);
    expect(await query('select name from items where id = 100007')).toBe('new');
    await query('delete from items where id >= 100000');
  });

  it('what cannot be read is told with the file, and keeps no good one back', async () => {
    const before = await query('select count(*) from items');
    writeFileSync(join(site.folder, 'secret.csv'), 'id,Name\n66,secret\n');
    mkdirSync(join(site.folder, 'elsewhere'));
    symlinkSync(join(site.folder, 'secret.csv'), join(site.inbox, 'bad-link.csv'));
    put('bad-empty.csv', '');
    put('bad-header-only.csv', 'id,Name\n');
    put('bad-encoding.csv', Buffer.from('id,Name\n40,M\xfcller\n', 'latin1'));
    put('bad-utf16.csv', Buffer.from('id,Name\n60,\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587\u4e2d\u6587\n', 'utf16le'));
    put('bad-utf16-ok.csv', Buffer.from('id,Name\n61,M\u00fcller\n', 'utf16le'));
    put('bad-no-column.csv', 'id,Nome\n41,x\n');
    put('bad-no-key.csv', 'Name\nx\n');
    put('bad-wide.csv', `id,Name,${Array.from({ length: 20_000 }, (_, n) => `c${n}`).join(',')}\n42,x\n`);
    put('bad-twice.csv', 'id,Name,Name\n43,x,y\n');
    put('bad-good.csv', `id,Name\n50,good\n51,a\0b\n52,${'x'.repeat(5_000)}\n53,late\n`);
    const run = await site.ended(await site.start({ pipeline: 'bad' }));
    expect(run['status']).toBe('failed');
    const codes = Object.fromEntries(
      filesOf(run).map(({ name, state, error }) => [name, (error as Json | null)?.['code'] ?? state]),
    );
    expect(codes).toEqual({
      'bad-link.csv': 'FILE_FORBIDDEN',
      'bad-empty.csv': 'FILE_EMPTY',
      'bad-header-only.csv': 'FILE_EMPTY',
      'bad-encoding.csv': 'TEXT_ENCODING_INVALID',
      'bad-utf16.csv': 'TEXT_ENCODING_INVALID',
      'bad-utf16-ok.csv': 'done',
      'bad-no-column.csv': 'COLUMN_MISSING',
      'bad-no-key.csv': 'COLUMN_MISSING',
      'bad-wide.csv': 'FILE_HEADER_INVALID',
      'bad-twice.csv': expect.stringMatching(/FILE_HEADER_INVALID|COLUMN_MISSING/) as string,
      'bad-good.csv': 'done',
    });
    expect(await query('select count(*) from items')).toBe(String(Number(before) + 3));
    expect(await query('select name from items where id >= 40 order by id')).toBe('good\nlate\nM\u00fcller');
    const file = filesOf(run).find(({ name }) => name === 'bad-good.csv') as Json;
    expect(file).toMatchObject({ records: 4, inserted: 2, rejected: 2 });
    const { body } = await site.ask(
      'GET',
      `/api/v1/runs/${String(run['run_id'])}/rejects?file=${String(file['file'])}`,
    );
    expect(
      (body['rejects'] as { line: number; reasons: Json[] }[]).map(({ line, reasons }) => [line, reasons[0]?.['code']]),
    ).toEqual([
      [3, 'invalid_character'],
      [4, 'record_too_long'],
    ]);
  });

  it('a file that is still written is read again once it is complete', async () => {
    const path = join(site.inbox, 'growing.csv');
    writeFileSync(path, 'id,name\n');
    let id = 1_000;
    const append = (): void => appendFileSync(path, `${++id},n\n`);
    append();
    const timer = setInterval(append, 5);
    const run = await site.start({ pipeline: 'growing' });
    try {
      await eventually('the change to be seen', async () => {
        const { last_failure: failure, status } = await site.run(run);
        if (status !== 'running' && status !== undefined)
          throw new Error(`the run has ended as ${JSON.stringify(status)}`);
        return (failure as Json | null)?.['code'] === 'FILE_CHANGED' ? true : undefined;
      });
    } finally {
      clearInterval(timer);
    }
    const ended = await site.ended(run);
    expect(ended, JSON.stringify(ended)).toMatchObject({ status: 'success', attempt: 2 });
    expect(await query('select count(*) from items where id > 1000')).toBe(String(id - 1_000));
  });

  it('a table is made for a file of no entry, by its name, and grows with the header', async () => {
    put('ExpArtikel.csv', 'id,Preis\n1,2.50\n');
    const first = await site.ended(await site.start({ pipeline: 'discovered' }));
    expect(first, JSON.stringify(first)).toMatchObject({ status: 'success' });
    put('ExpArtikel.csv', 'id,Preis,Farbe\n1,2.50,rot\n2,,""\n');
    const second = await site.ended(await site.start({ pipeline: 'discovered' }));
    expect(second, JSON.stringify(second)).toMatchObject({
      status: 'success',
      detail: { counts: { inserted: 1, updated: 1 } },
    });
    expect(await query('select * from artikel order by id')).toMatch(/^1\t2\.50\trot\n2\t/);
  });

  it('the command line imports one file into a resource or a table, and shows and replays what it rejects', async () => {
    put('people.csv', 'id,mail,team\n1,a@b.de,1\n2,nobody,1\n3,c@d.de,9\n1,x@y.de,1\n');
    const imported = await site.cli('import', join(site.inbox, 'people.csv'), '--to', 'people', '--json');
    expect(imported.code, imported.stderr + imported.stdout).toBe(0);
    const run = JSON.parse(imported.stdout) as Json;
    expect(run, imported.stdout).toMatchObject({
      pipeline: 'tables',
      workflow_id: expect.stringMatching(/^table-import\/job\//) as string,
      detail: { counts: { records: 4, inserted: 1, superseded: 1, rejected: 2 } },
    });
    const id = String(run['run_id']);
    const shown = await site.cli('rejects', id);
    expect(shown.stdout).toMatch(/^2 open\n/);
    expect(shown.stdout).toMatch(/1-3 +open +mail: invalid email format/);
    const csv = await site.cli('rejects', id, '--format', 'csv');
    expect(csv.stdout.split('\n').slice(0, 2)).toEqual([
      'id,mail,team,_line,_errors',
      '2,nobody,1,3,mail: invalid email format',
    ]);
    // What was downloaded is mended and imported as it is.
    put('mended.csv', csv.stdout.replace('2,nobody,', '2,b@b.de,'));
    const mended = await site.cli('import', join(site.inbox, 'mended.csv'), '--to', 'people', '--json');
    expect(JSON.parse(mended.stdout), mended.stderr).toMatchObject({
      detail: { counts: { inserted: 1, rejected: 1 } },
    });
    await query('insert into teams values (9)');
    const replayed = await site.cli('replay', id, '--wait', '--json');
    expect(JSON.parse(replayed.stdout), replayed.stderr).toMatchObject({
      detail: { counts: { records: 2, inserted: 1, rejected: 1 } },
    });
    expect(await query('select id, mail from people order by id')).toBe('1\tx@y.de\n2\tb@b.de\n3\tc@d.de');
    const dry = await site.cli(
      'import',
      join(site.inbox, 'people.csv'),
      '--to',
      'items2',
      '--connection',
      connection,
      '--key',
      'id',
      '--dry-run',
    );
    expect(dry.code).toBe(1);
    const table = await site.cli(
      'import',
      join(site.inbox, 'people.csv'),
      '--to',
      'items2',
      '--connection',
      connection,
      '--key',
      'id',
    );
    expect(table.code, table.stderr).toBe(0);
    expect(await query('select count(*) from items2')).toBe('3');
  });

  it('two replays of a run at once are one, so that a table without a key gets each row once', async () => {
    await query('create table notes (body varchar(40), n int not null)');
    put('notes.csv', `body,n\na,1\n${Array.from({ length: 20_000 }, (_, n) => `b${n},x`).join('\n')}\n`);
    const to = { connection, table: 'notes' };
    const first = { pipeline: 'tables', job: `notes-${connection}`, files: [join(site.inbox, 'notes.csv')], to };
    const id = await site.start(first);
    expect(await site.ended(id)).toMatchObject({ detail: { counts: { inserted: 1, rejected: 20_000 } } });
    await query('alter table notes modify n varchar(10)').catch(() => query('alter table notes alter n type varchar'));
    const replay = () => site.ask('POST', `/api/v1/runs/${id}/rejects/replay`, {});
    const both = await Promise.all([replay(), replay()]);
    expect(both.map(({ status }) => status).sort(), JSON.stringify(both)).toEqual([202, 409]);
    const started = both.find(({ status }) => status === 202)?.body ?? {};
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'RUN_ALREADY_RUNNING' });
    expect(await site.ended(String(started['run_id']))).toMatchObject({ detail: { counts: { inserted: 20_000 } } });
    expect(await query('select count(*), count(distinct body) from notes')).toBe('20001\t20001');
    const third = await replay();
    expect(third.status, 'the one before has ended').toBe(202);
    expect(await site.ended(String(third.body['run_id']))).toMatchObject({ status: 'skipped' });
  });

  it('a path outside of the allowed folders, and an unknown resource, are refused', async () => {
    const tried = async (path: string, to: string) => {
      const { code, stderr } = await site.cli('import', path, '--to', to);
      return [code, /[A-Z]+_[A-Z]+/.exec(stderr.slice(stderr.indexOf('failed')))?.[0]];
    };
    expect(await tried('/etc/passwd', 'people')).toEqual([1, 'FILE_FORBIDDEN']);
    expect(await tried(join(site.inbox, '..', 'secret.csv'), 'people')).toEqual([1, 'FILE_FORBIDDEN']);
    expect(await tried(join(site.inbox, 'bad-link.csv'), 'people')).toEqual([1, 'FILE_FORBIDDEN']);
    expect(await tried(join(site.inbox, 'people.csv'), 'nobody')).toEqual([1, 'RESOURCE_UNKNOWN']);
    const elsewhere = { pipeline: 'bad', files: [join(site.inbox, 'people.csv')], to: { connection, table: 'teams' } };
    expect(await site.ended(await site.start(elsewhere))).toMatchObject({ error: { code: 'REQUEST_INVALID' } });
    const own = { ...elsewhere, pipeline: 'tables', to: { connection, schema: 'stevedore', table: 'import_ledger' } };
    expect(await site.ended(await site.start(own))).toMatchObject({ error: { code: 'TABLE_UNSUITABLE' } });
  });

  it('by a schedule, each file once', async () => {
    await eventually(
      'the rows of the schedule',
      async () => ((await query('select count(*) from timed')) === '2' ? true : undefined),
      75_000,
    );
    const runs = await eventually('its end', async () => {
      const { body } = await site.ask('GET', '/api/v1/runs?pipeline=timed&status=success&limit=50');
      return (body['runs'] as Json[]).length > 0 ? (body['runs'] as Json[]) : undefined;
    });
    expect(runs).toMatchObject([{ trigger: 'schedule', detail: { counts: { inserted: 2 } } }]);
    await site.ask('POST', '/api/v1/pipelines/timed/pause', {});
    // The run of the next minute may have begun.
    const runId = await eventually('a start', () => site.start({ pipeline: 'timed' }).catch(() => undefined), 20_000);
    expect(await site.ended(runId)).toMatchObject({ status: 'skipped' });
  });
});
