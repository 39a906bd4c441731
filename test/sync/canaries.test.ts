import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import type { SyncSite } from './sync-site.js';
import { startSyncSite } from './sync-site.js';

/** Stands in every secret and every row. */
const CANARY = /canary-[a-z]+/;
let site: SyncSite;
let file: (name: string, sql: string) => string;

beforeAll(async () => {
  site = await startSyncSite(async ({ stage, local }) => {
    await stage.query(`create role reads superuser login password 'canary-source'`);
    await local.query(`create role writes superuser login password 'canary-target'`);
    const urlOf = ({ port }: PostgresServer, account: string, database: string) =>
      `postgres://${account}@127.0.0.1:${port}/${database}?sslmode=prefer`;
    return {
      SYNC_DATABASE_STAGE: urlOf(stage, 'reads:canary-source', 'shop'),
      SYNC_DATABASE_LOCAL: urlOf(local, 'writes:canary-target', 'app'),
      SYNC_DATABASE_WRONG: urlOf(stage, 'reads:canary-wrong', 'shop'),
    };
  });
  await site.stage.query(
    `create table public.people (id int primary key, mail text unique, born date); insert into public.people select i, 'canary-row' || i, '2000-01-01' from generate_series(1, 50) i;
     create table public.notes (id int primary key, person int references public.people, note text); insert into public.notes select i, i, 'canary-note' from generate_series(1, 50) i`,
    'shop',
  );
  mkdirSync(join(site.folder, 'dumps'), { recursive: true });
  let second = 0;
  file = (name, sql) => {
    second += 1;
    const called = `${name}-20261127T0000${String(second).padStart(2, '0')}Z.sql`;
    writeFileSync(join(site.folder, 'dumps', called), sql);
    return called;
  };
});
afterAll(() => site?.stop());

const TABLE = 'CREATE TABLE public.people (id integer, mail text, born date);\n';
const rows = (...lines: readonly string[]) =>
  `COPY public.people (id, mail, born) FROM stdin;\n${lines.join('\n')}\n\\.\n`;

/** Every event of every run, with what stands in its payloads, and what lists show of it. */
const histories = async (): Promise<string> => {
  const connection = await Connection.connect({ address: site.env['TEMPORAL_ADDRESS'] ?? '' });
  try {
    const client = new Client({ connection });
    const texts: string[] = [];
    for await (const { workflowId, runId, memo } of client.workflow.list()) {
      const json = historyToJSON(await client.workflow.getHandle(workflowId, runId).fetchHistory());
      const payloads = [...json.matchAll(/"data":\s*"([^"]+)"/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString(),
      );
      texts.push(workflowId, JSON.stringify(memo), json, ...payloads);
    }
    return texts.join('\n');
  } finally {
    await connection.close();
  }
};

/** What the product keeps in the databases of both servers: its records and its marks. */
const kept = async (): Promise<string> => {
  const texts: string[] = [];
  for (const [server, database] of [
    [site.stage, 'shop'],
    [site.local, 'app'],
  ] as const) {
    const tables = await server.query(
      `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname like 'stevedore%'`,
      database,
    );
    for (const table of tables.split('\n').filter(Boolean))
      texts.push(`${table}: ${await server.query(`select t::text from ${table} t`, database)}`);
  }
  return texts.join('\n');
};

it('no password and no value of a row is told: in histories, answers, logs or records, whatever fails', async () => {
  const ids: string[] = [];
  const outcomes: Record<string, unknown> = {};
  const ran = async (name: string, body: Record<string, unknown>) => {
    const id = await site.start(body);
    ids.push(id);
    const { status, error } = await site.ended(id);
    outcomes[name] = status;
    return String(error);
  };
  await ran('sync', { pipeline: 'local', source: 'stage' });
  await ran('export', { pipeline: 'databases', source: 'stage' });
  await ran('inserts', { pipeline: 'databases', source: 'stage', format: 'inserts' });
  const dumps = (await site.ask('GET', '/api/sync/dumps')).body;
  const [dump] = (dumps['dumps'] ?? dumps) as unknown as readonly { readonly file?: string; readonly name?: string }[];
  await ran('import', { pipeline: 'local', file: dump?.file ?? dump?.name });
  // Values that the server names: one that is of no type, two that are not unique, one that has no partner.
  await ran('no date', { pipeline: 'local', file: file('typed', TABLE + rows('1\tcanary-mail\tcanary-date')) });
  const unique = 'ALTER TABLE ONLY public.people ADD CONSTRAINT only_one UNIQUE (mail);\n';
  const twice = rows('1\tcanary-twice\t2000-01-01', '2\tcanary-twice\t2000-01-01');
  await ran('twice', { pipeline: 'local', file: file('unique', TABLE + twice + unique) });
  const checked = TABLE.replace('born date', `born date CHECK (mail <> 'canary-check')`);
  await ran('check', { pipeline: 'local', file: file('checked', checked + rows('1\tcanary-check\t2000-01-01')) });
  await ran('no statement', {
    pipeline: 'local',
    file: file('refused', `${TABLE}UPDATE public.people SET mail = 'canary-text';\n`),
  });
  await ran('no SQL', { pipeline: 'local', file: file('broken', `${TABLE}INSERT 'canary-syntax' INTO 1;\n`) });
  await ran('no such table', { pipeline: 'databases', source: 'stage', tables: ['canarytable'] });
  await ran('no log-in', { pipeline: 'local', source: 'wrong' });
  await ran('no log-in for an export', { pipeline: 'databases', source: 'wrong' });
  await site.stage.query(
    'create table public.strange (a int); create function public.c() returns trigger language c as $$$libdir/autoinc$$, $$autoinc$$',
    'shop',
  );
  await ran('no copy', { pipeline: 'local', source: 'stage' });
  expect(outcomes).toMatchObject({ sync: 'success', export: 'success', inserts: 'success', import: 'success' });
  expect(new Set(Object.values(outcomes).slice(4))).toEqual(new Set(['failed']));

  const answers: string[] = [];
  const paths = ['', '/logs', '/report', '/steps'].flatMap((part) => ids.map((id) => `/api/v1/runs/${id}${part}`));
  for (const path of [
    ...paths,
    ...ids.map((id) => `/api/jobs/${id}`),
    ...['/api/v1/runs', '/api/v1/pipelines', '/api/v1/pipelines/local', '/api/v1/connections', '/api/v1/audit'],
    ...['/api/v1/pipelines/local/generations', '/api/v1/pipelines/local/history'],
    ...['/api/databases', '/api/jobs', '/api/sync/dumps', '/health', '/health/ready', '/metrics'],
  ])
    answers.push(`${path} ${await (await fetch(site.api + path)).text()}`);
  for (const database of ['stage', 'local', 'wrong'])
    answers.push(JSON.stringify(await site.ask('POST', '/api/databases/test', { database })));
  const cli = await site.cli('runs', 'list', '--json');
  const told = {
    histories: await histories(),
    answers: answers.join('\n'),
    logs: site.output(),
    records: await kept(),
    terminal: cli.stdout + cli.stderr,
  };
  for (const id of ids) expect(told.histories).toContain(id);
  expect(told.records).toContain(ids[0]);
  for (const [where, text] of Object.entries(told)) {
    expect(text.length, where).toBeGreaterThan(100);
    const at = text.search(CANARY);
    expect(at < 0 ? '' : text.slice(Math.max(0, at - 200), at + 60), where).toBe('');
  }
});
