import { writeFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';

const CONFIG = {
  pipelines: {
    nightly_customers: {
      kind: 'table-import',
      source: { connection: 'files', path: './out', file_pattern: 'IxExp*.csv' },
      target: { connection: 'main', schema: 'public' },
      retry: { max_attempts: 2, retry_delay: '1s' },
      tables: [
        { file_pattern: 'IxExpKunde*.csv', target_table: 'kunde', primary_key: 'id', delimiter: ';' },
        {
          file_pattern: 'IxExpKonto*.csv',
          target_table: 'konto',
          primary_key: 'nr',
          encoding: 'latin-1',
          delimiter: '|',
        },
      ],
    },
  },
};

describe('a pipeline from SFTP into PostgreSQL', () => {
  let site: ImportSite;
  const put = (name: string, text: string | Buffer, at = new Date('2026-03-01T01:00:00Z')) => {
    writeFileSync(join(site.remote, name), text);
    utimesSync(join(site.remote, name), at, at);
  };
  const filesOf = (run: Json) => (run['detail'] as { files: Json[] }).files;

  beforeAll(async () => {
    site = await startImportSite({ config: CONFIG });
    await site.postgres.query(
      'create table public.kunde (id int primary key, name varchar(20) not null, seit date, wert numeric(10,2))',
    );
  }, 120_000);
  afterAll(() => site?.stop(), 60_000);

  it('takes each file into its table, keeps rejects, and fails for the file that cannot be read while the other is live', async () => {
    put(
      'IxExpKunde_20260301.csv',
      'id;name;seit;wert\n1;Anna;2020-01-02;1.50\n2;Bert;2020-13-02;2\n3;;;3.111\n4;Dora;;\n',
    );
    put('IxExpKonto_20260301.csv', Buffer.from('nr|inhaber\n7|M\xfcller\n8|\xa4uro\n', 'latin1'));
    put('andere.csv', 'x\n1\n');
    const run = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(run, JSON.stringify(run)).toMatchObject({
      kind: 'table-import',
      workflow_id: 'table-import/nightly_customers',
      status: 'success',
      progress: 100,
      detail: { counts: { records: 6, inserted: 4, updated: 0, unchanged: 0, superseded: 0, rejected: 2 } },
    });
    expect(filesOf(run).map(({ name, state, table }) => [name, state, table])).toEqual([
      ['IxExpKonto_20260301.csv', 'done', 'public.konto'],
      ['IxExpKunde_20260301.csv', 'done', 'public.kunde'],
    ]);
    expect(await site.postgres.query('select * from kunde order by id')).toBe('1\tAnna\t2020-01-02\t1.50\n4\tDora\t\t');
    expect(await site.postgres.query('select nr, inhaber from konto order by nr')).toBe('7\tMüller\n8\t¤uro');
  });

  it('skips files that it has imported and that have not changed', async () => {
    const run = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(run).toMatchObject({ status: 'skipped', reason: expect.stringContaining('imported before') as string });
    // Another time, the same bytes.
    put(
      'IxExpKonto_20260301.csv',
      Buffer.from('nr|inhaber\n7|M\xfcller\n8|\xa4uro\n', 'latin1'),
      new Date('2026-03-02T01:00:00Z'),
    );
    const again = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(again).toMatchObject({ status: 'skipped' });
    expect(filesOf(again)).toMatchObject([{ name: 'IxExpKonto_20260301.csv', state: 'skipped' }]);
    const third = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(filesOf(third)).toEqual([]);
    const named = await site.ended(
      await site.start({ pipeline: 'nightly_customers', files: ['IxExpKonto_20260301.csv'] }),
    );
    expect(named, 'who names a file wants it').toMatchObject({
      status: 'success',
      detail: { counts: { unchanged: 2 } },
    });
    const forced = await site.ended(await site.start({ pipeline: 'nightly_customers', force: true }));
    expect(forced).toMatchObject({ status: 'success', detail: { counts: { unchanged: 4, inserted: 0, rejected: 2 } } });
  });

  it('shows rejects with their lines and reasons, takes mended ones, and replays them', async () => {
    const { body: list } = await site.ask('GET', '/api/v1/runs?pipeline=nightly_customers&limit=20');
    const first = (list['runs'] as Json[]).filter(({ status }) => status === 'success').at(-1);
    const id = String(first['run_id']);
    const { body } = await site.ask('GET', `/api/v1/runs/${id}/rejects`);
    const rejects = body['rejects'] as Json[];
    expect(body['counts']).toEqual({ open: 2, replayed: 0, dismissed: 0 });
    expect(
      rejects.map(({ line, raw, reasons }) => [
        line,
        raw,
        (reasons as Json[]).map(({ column, code }) => [column, code]),
      ]),
    ).toEqual([
      [3, '2;Bert;2020-13-02;2\n', [['seit', 'invalid_type']]],
      [
        4,
        '3;;;3.111\n',
        [
          ['name', 'required'],
          ['wert', 'out_of_range'],
        ],
      ],
    ]);
    const file = Number(rejects[0]?.['file']);
    const csv = await site.ask('GET', `/api/v1/runs/${id}/rejects?format=csv&file=${file}`);
    expect(csv.text.split('\n')).toEqual([
      'id;name;seit;wert;_line;_errors',
      '2;Bert;2020-13-02;2;3;seit: invalid date format',
      expect.stringMatching(/^3;;;3\.111;4;"?name: missing required field: name; wert: more than 2 digits/) as string,
      '',
    ]);
    const mended = await site.ask('PATCH', `/api/v1/runs/${id}/rejects/${String(rejects[0]?.['n'])}`, {
      raw: '2;Bert;2020-12-02;2',
    });
    expect(mended.status, mended.text).toBe(200);
    const started = await site.ask('POST', `/api/v1/runs/${id}/rejects/replay`, {});
    expect(started.status, started.text).toBe(202);
    const replayed = await site.ended(String(started.body['run_id']));
    expect(replayed, JSON.stringify(replayed)).toMatchObject({
      status: 'success',
      detail: { counts: { records: 2, inserted: 1, rejected: 1 } },
    });
    expect(await site.postgres.query('select name, seit from kunde where id = 2')).toBe('Bert\t2020-12-02');
    const after = await site.ask('GET', `/api/v1/runs/${id}/rejects`);
    expect(after.body['counts']).toEqual({ open: 1, replayed: 1, dismissed: 0 });
    expect((after.body['rejects'] as Json[])[0]).toMatchObject({
      state: 'replayed',
      replay_run_id: replayed['run_id'],
    });
  });

  it('says what would change in a dry run, and changes nothing', async () => {
    put('IxExpKunde_20260302.csv', 'id;name;seit;wert\n1;Anne;2020-01-02;1.50\n9;Neu;;\n10;;;\n');
    const before = await site.postgres.query('select * from kunde order by id');
    const run = await site.ended(
      await site.start({ pipeline: 'nightly_customers', dry_run: true, files: ['IxExpKunde_20260302.csv'] }),
    );
    expect(run, JSON.stringify(run)).toMatchObject({
      status: 'success',
      detail: {
        dry_run: true,
        counts: { records: 3, inserted: 1, updated: 1, rejected: 1 },
        examples: [{ table: 'public.kunde', key: { id: '1' }, before: { name: 'Anna' }, after: { name: 'Anne' } }],
      },
    });
    expect(await site.postgres.query('select * from kunde order by id')).toBe(before);
    expect(
      await site.postgres.query(
        `select count(*) from pg_tables where schemaname = 'stevedore' and tablename like 'stg%'`,
      ),
    ).toBe('0');
  });

  it('imports the good file although another has no column of its key, and says what is live', async () => {
    put('IxExpKonto_20260303.csv', 'nummer|inhaber\n1|x\n');
    const run = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(run, JSON.stringify(run)).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(run['error'])).toMatch(/1 of 2 files.*IxExpKonto_20260303.*what is live: 1 files whole/);
    expect(await site.postgres.query('select name from kunde where id in (1, 9) order by id')).toBe('Anne\nNeu');
    // What is done is not done again, nor is it new.
    put('IxExpKonto_20260303.csv', 'nr|inhaber\n1|x\n', new Date());
    const next = await site.ended(await site.start({ pipeline: 'nightly_customers' }));
    expect(filesOf(next)).toMatchObject([{ name: 'IxExpKonto_20260303.csv', state: 'done', inserted: 1 }]);
  });

  it('leaves no file, no staging and no session behind', async () => {
    await eventually('sessions to end', async () => {
      const sessions = await site.postgres.query(
        `select count(*) from pg_stat_activity where application_name = 'stevedore' and state <> 'idle'`,
      );
      return sessions === '0' ? true : undefined;
    });
    expect(
      await site.postgres.query(
        `select count(*) from pg_tables where schemaname = 'stevedore' and tablename like 'stg%'`,
      ),
    ).toBe('0');
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(join(site.folder, 'data', 'tables', 'nightly_customers'))).toEqual([]);
  });
});
