import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { csvImport, csvOf } from './import-csv.js';
import type { Record_ } from './import-csv.js';

/** Of each type a value, another one, one that the server writes differently, and one that it refuses. */
const TYPES: readonly (readonly [type: string, one: string, other: string, refused?: string])[] = [
  ['smallint', '1', '-32768', '32768'],
  ['bigint', '9223372036854775807', '0', '9223372036854775808'],
  ['numeric(6,2)', '1234.50', '-0.01', '12345'],
  ['numeric', '0.000000000000000000000000001', '1'],
  ['numeric(2,4)', '0.0012', '0.0099', '0.1'],
  ['double precision', '0.1', '1e-300', '1e-400'],
  ['real', '0.5', '3', '1e39'],
  ['boolean', 'yes', 'f', 'maybe'],
  ['date', '2024-02-29', '0001-01-01', '2023-02-29'],
  ['time', '23:59:59.123456', '00:00:00', '24:00:01'],
  ['timestamp', '2026-01-31 10:00:00', '2026-01-31T10:00:00.5', '2026-01-31 10:00:00+02:00'],
  ['timestamptz', '2026-01-31T10:00:00+02:00', '2026-01-31 08:00:01', '2026-13-01 00:00:00'],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174001', '123e4567'],
  ['char(5)', 'ab', 'abcde', 'abcdef'],
  ['varchar(3)', 'äöü', '', 'äöüß'],
  ['text', 'tab\tline\nback\\slash', '\\N', 'nul\0'],
  ['json', '{"b": 1, "a": 2}', '{"a": 2, "b": 1}', '{a}'],
  ['jsonb', '{"b": 1, "a": 2}', '[]', '"\\u0000"'],
  ['xml', '<a>1</a>', '<a>2</a>', '<a>'],
  ['point', '(1,2)', '(2,1)', '(1'],
  ['box', '(1,1),(0,0)', '(2,0.5),(0,0)', '1'],
  ['inet', '10.0.0.1', '::1', 'nowhere'],
  ['integer[]', '{1,2}', '{}', '{1,x}'],
  ['point[]', '{"(1,2)"}', '{"(2,1)"}', '{1}'],
  ['interval', '1 day', '25:00:00', 'soon'],
  ['bytea', '\\x00ff', '\\xdead', '\\xf'],
  ['int4range', '[1,5)', 'empty', '[5,1)'],
  ['mood', 'glad', 'sad', 'odd'],
  ['code', 'abc', 'xyz', 'abcd'],
  ['code', 'abc', 'xyz', 'no!'],
  ['"Odd Type"', 'a', 'b', 'odd'],
];

const DDL = `create type mood as enum ('glad', 'sad'); create domain code as varchar(3) check (value ~ '^[a-z]+$');
  create type "Odd Type" as enum ('a', 'b');
  create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`;

describe.each(POSTGRES_VERSIONS)('values of each type of PostgreSQL %s', (version) => {
  let server: PostgresServer;
  let target: TableTarget;
  beforeAll(async () => {
    server = await startPostgres({ version });
    await server.query(DDL);
    const address = { host: server.host, port: server.port };
    target = openPostgresTarget(
      { address, tls: 'off', account: { user: 'postgres', password: '' }, database: 'postgres' },
      { applicationName: 'types' },
    );
  });
  afterAll(() => server?.stop());

  const load = async (table: string, records: readonly Record_[]) => {
    const one = csvImport(target, 'public', table, csvOf(records));
    try {
      const counts = await one.run();
      const rejects = await target.rejects.list({ runId: one.file.runId, limit: 100 });
      await target.clean(one.file.runId);
      return { counts, rejects };
    } finally {
      one.remove();
    }
  };

  test('go in, are found unchanged, are changed, and are refused one by one', async () => {
    const columns = TYPES.map(([type], at) => `v${at} ${type}`);
    await server.query(`create table every (id integer primary key, ${columns.join(', ')})`);
    const record = (id: number, pick: 1 | 2) => ({
      id: `${id}`,
      ...Object.fromEntries(TYPES.map((type, at) => [`v${at}`, type[pick]])),
    });
    const none = { inserted: 0, updated: 0, unchanged: 0, superseded: 0, rejected: 0 };
    const both = [record(1, 1), record(2, 2)];
    expect((await load('every', both)).counts).toEqual({ records: 2, ...none, inserted: 2 });
    expect((await load('every', both)).counts).toEqual({ records: 2, ...none, unchanged: 2 });
    for (const [at, [type, one, other]] of TYPES.entries()) {
      // The server's own input function is the oracle.
      const [a, b] = [one, other].map((text) => `$q$${text}$q$::${type}::text`);
      const same = await server.query(
        `select v${at}::text = ${at === 7 ? `'true'` : a} from every where id = 1 union all select v${at}::text = ${at === 7 ? `'false'` : b} from every where id = 2`,
      );
      expect(same, type).toBe('t\nt');
    }
    // Each column alone changes its row, and a value that its type refuses is told with its column.
    for (const [at, [type, , other, refused]] of TYPES.entries()) {
      const changed = { ...record(1, 1), [`v${at}`]: other };
      const { counts } = await load('every', [changed]);
      expect({ type, ...counts }).toEqual({ type, records: 1, ...none, updated: 1 });
      expect((await load('every', [record(1, 1)])).counts.updated).toBe(1);
      if (refused === undefined) continue;
      const bad = { ...record(3, 1), [`v${at}`]: refused };
      const { counts: after, rejects } = await load('every', [record(1, 1), bad, record(2, 2)]);
      expect({ type, ...after }).toEqual({ type, records: 3, ...none, unchanged: 2, rejected: 1 });
      expect(
        rejects[0]?.reasons.map(({ column }) => column),
        type,
      ).toEqual([`v${at}`]);
    }
    expect(await server.query('select count(*) from every')).toBe('2');
  });

  test('texts that a collation takes for one differ, numbers that are written differently do not', async () => {
    await server.query('create table spelled (id integer primary key, word text collate any_case, number numeric)');
    await load('spelled', [{ id: '1', word: 'a', number: '1.0' }]);
    expect((await load('spelled', [{ id: '1', word: 'a', number: '1.00' }])).counts.unchanged).toBe(1);
    expect((await load('spelled', [{ id: '1', word: 'A', number: '1.0' }])).counts.updated).toBe(1);
  });

  test('beyond 1,000 records that a constraint refuses the run fails and names it', async () => {
    await server.query(
      'create table small (id integer primary key, size integer constraint is_small check (size < 10))',
    );
    const records = (bad: number) =>
      Array.from({ length: 1_500 }, (_, at) => ({ id: `${at}`, size: at < bad ? '10' : '1' }));
    const { counts } = await load('small', records(40));
    expect(counts).toMatchObject({ inserted: 1_460, rejected: 40 });
    await expect(load('small', records(1_001))).rejects.toMatchObject({
      code: 'POSTGRES_ROW_REFUSED',
      message: expect.stringContaining('is_small') as string,
    });
    expect(await server.query('select count(*) from small')).toBe('1460');
  });
});
