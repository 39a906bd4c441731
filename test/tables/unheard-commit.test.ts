import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CommitFront } from '../support/commit-front.js';
import { startCommitFront } from '../support/commit-front.js';
import { endTriesOf } from '../support/end-tries.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';

let site: ImportSite;
let target: PostgresServer;
let front: CommitFront;
let watch: ReturnType<typeof endTriesOf> | undefined;
let salt = 0;
const begun: string[] = [];
beforeAll(async () => {
  const port = await freePort();
  target = await startPostgres();
  const table = (commit: string) => ({
    kind: 'table-import',
    source: { path: './inbox', file_pattern: `${commit}*.csv` },
    target: { connection: 'behind' },
    retry: { max_attempts: 1 },
    tables: [{ file_pattern: '*', target_table: commit, primary_key: 'id', commit, batch_size: 50 }],
  });
  site = await startImportSite({
    config: {
      connections: { behind: { kind: 'postgres', url: `postgres://${target.rootUser}:x@127.0.0.1:${port}/postgres` } },
      pipelines: { once: table('once'), batches: table('batches') },
    },
  });
  for (const name of ['once', 'batches'])
    await target.query(`create table ${name} (id int primary key, note varchar(100))`);
  front = await startCommitFront(target, port);
}, 180_000);
afterAll(async () => {
  await front?.stop();
  await site?.stop();
  await target?.stop();
}, 60_000);
/** A test that has failed leaves the target to the others as it should be. */
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  if (front.isAway()) await front.letBack();
  for (const id of begun.splice(0)) await site.ended(id, 120_000);
}, 180_000);

/** Where the ledger says that all of the file is in its table. */
const LAST_WORD = {
  once: /^update .*import_ledger.* set (?!.*staged_rows).*inserted/s,
  batches: /^update .*import_ledger.* set reached = \$3, updated_at/s,
};

const phaseOf = (runId: string) =>
  target.query(`select reached from stevedore.import_ledger where run_id = '${runId}'`);
const live = (table: string) => target.query(`select count(*), min(note) from ${table}`);
const now = () => `100\tnote ${salt}`;

/** Starts a run whose last COMMIT goes unheard, and whose target is killed then, until no try is left of it. */
const unheard = async (table: 'once' | 'batches', strike: 'answer' | 'client'): Promise<string> => {
  salt += 1;
  const rows = Array.from({ length: 100 }, (_, at) => `${at + 1},note ${salt}`);
  writeFileSync(join(site.inbox, `${table}.csv`), ['id,note', ...rows, ''].join('\n'));
  front.arm(strike, LAST_WORD[table]);
  const id = await site.start({ pipeline: table });
  begun.push(id);
  await front.struck(async () => strike === 'client' || (await phaseOf(id)) === 'done');

  const workflowId = String((await site.run(id))['workflow_id']);
  watch = endTriesOf(site.temporal, { workflowId, runId: id }, ['publishTableFile', 'writeTableBatches']);
  await eventually('the wait', async () => ((await waitOf(id)) === undefined ? undefined : true), 120_000);
  expect([front.proxy.fired.length, watch.ended().length]).toEqual([1, 1]);
  return id;
};

const waitOf = async (id: string): Promise<string | undefined> => {
  const run = await site.run(id);
  expect(run).toMatchObject({ status: 'running', error: null });
  const wait = run['wait'] as Json | null;
  return wait?.['kind'] === 'outcome' ? String(wait['reason']) : undefined;
};

it.each(['once', 'batches'] as const)(
  'a file (%s) that was committed unheard is waited for, and is a success once its target answers',
  async (table) => {
    const id = await unheard(table, 'answer');
    expect(await waitOf(id)).toMatch(
      new RegExp(`^whether the import of "${table}.csv" happened is unknown: the target does not answer since `),
    );
    await front.letBack();
    expect(await live(table)).toBe(now());
    expect(await site.ended(id, 120_000)).toMatchObject({
      status: 'success',
      error: null,
      detail: { files: [{ state: 'done' }], counts: { records: 100 } },
    });
    // It is recorded as imported.
    const next = await site.ended(await site.start({ pipeline: table }));
    expect(next).toMatchObject({ status: 'skipped' });
  },
  300_000,
);

it('a file whose COMMIT never arrived fails once its target answers, as one that is not live', async () => {
  const before = await live('once');
  const id = await unheard('once', 'client');
  await front.letBack();
  expect(await site.ended(id, 120_000)).toMatchObject({
    status: 'failed',
    error: { code: expect.stringMatching(/^POSTGRES_/) as string },
  });
  expect(await live('once')).toBe(before);
}, 300_000);

it('a run that is cancelled while nobody can say whether a file is live says that it may be', async () => {
  const id = await unheard('once', 'answer');
  await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
  expect(await site.ended(id, 180_000)).toMatchObject({
    status: 'cancelled',
    error: { code: 'PUBLISH_UNCERTAIN', message: expect.stringMatching(/it may be live: its rows show it/) as string },
  });
  await front.letBack();
  expect(await live('once')).toBe(now());
}, 300_000);
