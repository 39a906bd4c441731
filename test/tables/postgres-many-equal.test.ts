import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';
import { byId, NONE, outerJoin, people } from './outer-join.js';

const COLUMNS = 'id integer primary key, name varchar(40), amount numeric(10,2), born date, note text';

/** Of so many records equal ones are left out before the others are written. */
describe.each(POSTGRES_VERSIONS)('files of many records that PostgreSQL %s has already', (version) => {
  let server: PostgresServer;
  let target: TableTarget;
  beforeAll(async () => {
    server = await startPostgres({ version });
    const { host, port } = server;
    const account = { user: 'postgres', password: '' };
    target = openPostgresTarget(
      { address: { host, port }, tls: 'off', account, database: 'postgres' },
      { applicationName: 'many' },
    );
  });
  afterAll(() => server?.stop());

  const create = async (rows: readonly Record_[], more = '') => {
    await server.query(`drop table if exists many; create table many (${COLUMNS}${more})`);
    await fill(rows);
  };
  const fill = async (rows: readonly Record_[]) => {
    const before = csvImport(target, 'public', 'many', csvOf(rows));
    expect(await before.run()).toEqual({ records: rows.length, ...NONE, inserted: rows.length });
    await target.clean(before.file.runId);
    before.remove();
  };
  const load = async (rows: readonly Record_[], changes: Partial<Resource> = {}) => {
    const one = csvImport(target, 'public', 'many', csvOf(rows), changes);
    const { records, inserted, updated, unchanged, superseded, rejected } = await one.run();
    const wasNarrowed = await server.query(
      "select count(*) from pg_class where relname like 'stg%changing' and relkind = 'r'",
    );
    await target.clean(one.file.runId);
    expect(await server.query("select count(*) from pg_class where relname like 'stg%'")).toBe('0');
    one.remove();
    return {
      counts: { records, inserted, updated, unchanged, superseded, rejected },
      wasNarrowed: wasNarrowed === '1',
    };
  };
  const rows = async () =>
    (
      await server.query(`select id, name, amount, born, coalesce(replace(replace(note, chr(10), '~'), chr(9), '~'), '-')
      from many order by id`)
    ).split('\n');
  const shown = (all: readonly Record_[]) =>
    [...all]
      .sort((a, b) => Number(a['id']) - Number(b['id']))
      .map(({ id, name, amount, born, note }) =>
        [id, name, amount, born, note?.replaceAll(/[\n\t]/g, '~') ?? '-'].join('\t'),
      );

  const BEFORE = people(1, 8_000);
  test.each<[string, Record_[], boolean]>([
    ['the same again', people(1, 8_000), true],
    ['some changed, some new', [...people(1, 7_000), ...people(7_001, 7_900, 1), ...people(8_001, 8_100)], true],
    ['keys twice', [...people(1, 6_000), ...people(5_900, 6_100, 1)], true],
    ['most changed', people(1, 8_000, 1), false],
    ['few of them', people(1, 3_000), false],
  ])('%s: counts and rows are those of an outer join', async (_, file, isNarrowed) => {
    await create(BEFORE);
    const wanted = outerJoin(BEFORE, file, byId);
    expect(await load(file)).toEqual({ counts: wanted.counts, wasNarrowed: isNarrowed });
    expect(await rows()).toEqual(shown(wanted.rows));
  });

  test('rows that are equal are not touched', async () => {
    await create(BEFORE);
    const before = await server.query(
      'select md5(string_agg(ctid::text || xmin::text || xmax::text, null order by id)) from many',
    );
    expect((await load(people(1, 8_000))).counts).toMatchObject({ unchanged: 8_000 });
    expect(
      await server.query('select md5(string_agg(ctid::text || xmin::text || xmax::text, null order by id)) from many'),
    ).toBe(before);
  });

  test('of records that the table refuses each is a reject, and the others go in', async () => {
    await create(BEFORE, ', constraint no_ghost check (name <> $$ghost$$)');
    const file = people(1, 8_010).map((one) =>
      ['77', '8003'].includes(one['id'] ?? '') ? { ...one, name: 'ghost' } : one,
    );
    const { counts } = await load(file);
    expect(counts).toEqual({ ...NONE, records: 8_010, inserted: 9, unchanged: 7_999, rejected: 2 });
    expect(await server.query('select count(*) from many')).toBe('8009');
  });

  test('a record counts only where it is newer, if that was asked for', async () => {
    await create(BEFORE);
    const file = people(1, 8_000).map((one, at) => ({
      ...one,
      born: at < 10 ? '1991-01-01' : at < 20 ? '1989-01-01' : (one['born'] ?? null),
    }));
    const { counts, wasNarrowed } = await load(file, { onConflict: { newer: 'born' } });
    expect(counts).toEqual({ ...NONE, records: 8_000, updated: 10, unchanged: 7_990 });
    expect(wasNarrowed).toBe(true);
  });
});
