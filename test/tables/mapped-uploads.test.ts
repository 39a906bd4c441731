import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Description } from '../support/check-answers.js';
import { createAnswerCheck } from '../support/check-answers.js';
import type { ImportSite, Json } from './import-site.js';
import { UPLOAD_SERVERS } from './upload-servers.js';

/** `/api/v1/uploads`: what a client does that shows a file to a person, before it is imported. */
describe.each(UPLOAD_SERVERS)('a file that is mapped and imported into $name', ({ name, start, query: queryOf }) => {
  let site: ImportSite;
  let check: ReturnType<typeof createAnswerCheck>;
  const connection = name.includes('PostgreSQL') ? 'main' : 'catalog';
  const query = (sql: string) => queryOf(site, sql);

  beforeAll(async () => {
    site = await start();
    check = createAnswerCheck((await (await fetch(`${site.api}/openapi.json`)).json()) as Description);
    await query('create table people (id integer primary key, first_name varchar(20) not null, born date)');
    await query("insert into people values (1, 'Ann', '2001-01-01'), (2, 'Bob', null)");
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(site.api + path, { method, ...init });
    await check(method, path.split('?')[0] ?? '', answer.clone());
    return answer;
  };
  const json = async (method: string, path: string, body?: Json): Promise<Json> => {
    const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await (await send(method, path, init)).json()) as Json;
  };
  const upload = async (content: string | Buffer, filename: string): Promise<string> => {
    const path = `/api/v1/uploads?filename=${encodeURIComponent(filename)}`;
    const answer = await send('POST', path, { body: content, headers: { 'content-type': 'application/octet-stream' } });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    expect(answer.headers.get('location')).toBe(`/api/v1/uploads/${id}`);
    return id;
  };
  const preview = (id: string, said: Record<string, string>): Promise<Json> =>
    json('GET', `/api/v1/uploads/${id}/preview?${new URLSearchParams(said).toString()}`);
  const run = async (id: string, body: Json): Promise<Json> =>
    site.ended(String((await json('POST', `/api/v1/uploads/${id}/import`, body))['run_id']));
  const filesOf = ({ detail }: Json) => (detail as { files: Json[] }).files;

  const FILE = Buffer.from('nr;First Name;Born;mood\n2;M\xfcller;2002-02-02;:-)\n3;Cy;soon;:-(\n4;;;\n', 'latin1');
  const TO = { connection: '', table: 'people' };

  it('says how the file is written, and proposes where its columns go', async () => {
    const id = await upload(FILE, 'C:\\people\u202e.csv');
    const seen = await preview(id, { ...TO, connection });
    expect(seen['upload']).toMatchObject({ name: 'people\u202e.csv', format: 'csv', bytes: FILE.length });
    expect(seen).toMatchObject({ encoding: 'windows-1252', encoding_needed: true, delimiter: ';', header: true });
    expect((seen['doubts'] as Json[]).map(({ code }) => code)).toEqual(['not_utf8']);
    expect((seen['mapping'] as Json[]).map(({ column, to, by }) => [column, to, by])).toEqual([
      ['nr', null, 'none'],
      ['First Name', 'first_name', 'alike'],
      ['Born', 'born', 'alike'],
      ['mood', null, 'none'],
    ]);
    expect((seen['mapping'] as Json[])[2]?.['misfits']).toEqual([{ value: 'soon', message: 'invalid date format' }]);
    expect(seen['table']).toMatchObject({ exists: true, key: ['id'], unsuitable: null });
    expect((seen['table'] as { columns: Json[] }).columns.map(({ name: one, needed }) => [one, needed])).toEqual([
      ['id', true],
      ['first_name', true],
      ['born', false],
    ]);
    const chosen = await preview(id, { ...TO, connection, mapping: '{"mood":"id","nr":null}' });
    expect((chosen['mapping'] as Json[])[3]?.['misfits']).toHaveLength(3);
  });

  it('tries it and imports it as it is told, by the name that people know, and replays its rejects', async () => {
    const id = await upload(FILE, 'people.csv');
    const mapping = { nr: 'id', 'First Name': 'first_name', Born: 'born', mood: null };
    const to = { ...TO, connection, delimiter: ';', encoding: 'windows-1252', mapping };
    const tried = await run(id, { to, dry_run: true });
    expect(tried['status']).toBe('success');
    expect(tried['detail']).toMatchObject({ dry_run: true, counts: { records: 3, updated: 1, rejected: 2 } });
    expect((tried['detail'] as { examples: Json[] }).examples[0]).toMatchObject({
      before: { first_name: 'Bob' },
      after: { first_name: 'M\xfcller' },
    });
    expect(await query('select count(*) from people')).toContain('2');
    const imported = await run(id, { to });
    expect(filesOf(imported)[0]).toMatchObject({ name: 'people.csv', updated: 1, rejected: 2 });
    expect(await query('select first_name from people where id = 2')).toContain('M\xfcller');

    const rejects = `/api/v1/runs/${String(imported['run_id'])}/rejects`;
    const dates = await json('GET', `${rejects}?code=invalid_type&column=born`);
    expect((dates['rejects'] as Json[]).map(({ line }) => line)).toEqual([3]);
    expect((await json('GET', `${rejects}?code=invalid_type`))['rejects']).toEqual([]);
    expect((dates['groups'] as Json[]).find(({ column }) => column === 'born')).toMatchObject({ count: 1, open: 1 });
    expect(dates['files']).toMatchObject([{ file: 1, name: 'people.csv', header: 'nr;First Name;Born;mood\n' }]);
    await json('PATCH', `${rejects}/1-3`, { raw: '3;Cy;2003-03-03;:-)\n' });
    const replayed = await json('POST', `${rejects}/replay`, {});
    await site.ended(String(replayed['run_id']));
    expect(await query('select first_name from people where id = 3')).toContain('Cy');
    const left = (await json('GET', rejects))['counts'];
    expect(left).toMatchObject({ open: 1, replayed: 1 });
  });

  it('imports a file without a header by the order of the table, and into a resource by its rules', async () => {
    const plain = await upload('7;Eva;2007-07-07\n8;Max;\n', 'plain.csv');
    const seen = await preview(plain, { ...TO, connection, header: 'false' });
    expect((seen['mapping'] as Json[]).map(({ to }) => to)).toEqual(['id', 'first_name', 'born']);
    const to = { ...TO, connection, delimiter: ';', header: false };
    expect(await run(plain, { to })).toMatchObject({ status: 'success', detail: { counts: { inserted: 2 } } });

    const users = await upload('id,email,login\nu1,not an address,anna\n', 'users.csv');
    const ofResource = await preview(users, { resource: 'users', mapping: '{"login":"username"}' });
    expect((ofResource['mapping'] as Json[])[1]?.['misfits']).toHaveLength(1);
  });

  it('takes a mapping from the command line, too', async () => {
    writeFileSync(join(site.inbox, 'more.csv'), 'nr,Name,mood\n21,Uma,x\n');
    const columns = ['nr=id', 'Name=first_name', 'mood='].flatMap((one) => ['--map', one]);
    const { code, stderr } = await site.cli(
      ...['import', join(site.inbox, 'more.csv'), '--connection', connection, '--to', 'people', ...columns],
    );
    expect([code, stderr]).toEqual([0, expect.anything()]);
    expect(await query('select first_name from people where id = 21')).toContain('Uma');
  });

  it('lists tables and resources, and leaves nothing of what is refused, cut off or discarded', async () => {
    const { tables } = (await json('GET', `/api/v1/connections/${connection}/tables`)) as { tables: Json[] };
    expect(tables.map(({ table }) => table)).toContain('people');
    expect(tables.filter(({ schema }) => schema === 'stevedore')).toEqual([]);
    const { resources } = (await json('GET', '/api/v1/resources')) as { resources: Json[] };
    expect(resources.map((one) => one['name'])).toContain('users');

    const before = readdirSync(join(site.folder, 'data/uploads')).length;
    for (const [content, filename, code] of [
      ['', 'empty.csv', 'FILE_EMPTY'],
      ['x', 'picture.png', 'REQUEST_INVALID'],
    ] as const) {
      const refused = await json('POST', `/api/v1/uploads?filename=${filename}`, undefined).catch(() => undefined);
      const answer = await send('POST', `/api/v1/uploads?filename=${filename}`, {
        body: content,
        headers: { 'content-type': 'application/octet-stream' },
      });
      expect([refused?.['code'], ((await answer.json()) as Json)['code']]).toContain(code);
    }
    const form = new FormData();
    form.append('file', new File(['a\n1\n'], 'of a form.csv'));
    const taken = await send('POST', '/api/v1/uploads', { body: form });
    const { id, name: called } = (await taken.json()) as { id: string; name: string };
    expect(called).toBe('of a form.csv');
    expect((await send('DELETE', `/api/v1/uploads/${id}`)).status).toBe(204);
    expect((await send('GET', `/api/v1/uploads/${id}`)).status).toBe(404);
    expect(readdirSync(join(site.folder, 'data/uploads'))).toHaveLength(before);
    for (const strange of ['..%2f..%2fetc%2fpasswd', 'x', '00000000-0000-4000-8000-000000000000'])
      expect((await send('GET', `/api/v1/uploads/${strange}/preview`)).status).toBe(404);
  });
});
