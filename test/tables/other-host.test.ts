import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { eventually } from '../support/eventually.js';
import type { ProductProcess } from '../support/worker-process.js';
import { startProduct } from '../support/worker-process.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import type { PagesService } from './pages-service.js';
import { PARTNER, startPagesService } from './pages-service.js';

const RECORDS = 30_000;

/** The host that has begun to write a file is lost, and another one, with a disk of its own, goes on. */
describe('another host goes on with what a service gave', () => {
  let site: ImportSite;
  let service: PagesService;
  let other: ProductProcess | undefined;
  beforeAll(async () => {
    service = await startPagesService();
    site = await startImportSite({
      config: {
        network: { allow: [PARTNER] },
        connections: { partner: { kind: 'http', base_url: service.base } },
        worker: { heartbeat_timeout: '5s', host_return_timeout: '10s', host_id: 'one' },
        pipelines: {
          items: {
            kind: 'table-import',
            source: { connection: 'partner', path: 'items' },
            target: { connection: 'main' },
            retry: { max_attempts: 3, retry_delay: '1s' },
            tables: [{ target_table: 'items', primary_key: 'id', commit: 'batches', batch_size: 200 }],
          },
        },
      },
    });
    await site.postgres.query('create table items (id int primary key, name varchar(10))');
  }, 180_000);
  afterAll(async () => {
    service?.close();
    await other?.stop();
    await site?.stop();
  }, 60_000);
  beforeEach(() => site.postgres.query('truncate items'));

  /** A worker whose host has another name and another disk. */
  const startOnOtherHost = async (): Promise<void> => {
    const cwd = join(site.folder, 'two');
    mkdirSync(join(cwd, 'inbox'), { recursive: true });
    const config = join(cwd, 'stevedore.yaml');
    const settings = parse(readFileSync(site.product.config, 'utf8')) as { worker: Json };
    writeFileSync(config, stringify({ ...settings, worker: { ...settings.worker, host_id: 'two' } }));
    other = await startProduct('worker', { config, cwd, ready: /Worker started/ });
  };
  const give = (name: string): void =>
    service.on('items', (_, response) =>
      response.end(JSON.stringify(Array.from({ length: RECORDS }, (_item, at) => ({ id: at + 1, name })))),
    );
  const rows = async (): Promise<number> => Number(await site.postgres.query('select count(*) from items'));
  const killInTheMiddle = async (id: string): Promise<number> => {
    await eventually('some batches', async () => ((await rows()) > 1_000 ? true : undefined));
    const worker = site.worker();
    process.kill(worker.pid, 'SIGKILL');
    await eventually('the worker to be gone', () => (worker.isRunning() ? undefined : true));
    const written = await rows();
    expect([written < RECORDS, (await site.run(id))['status']]).toEqual([true, 'running']);
    return written;
  };

  it('other bytes are another file, behind no part of the first, and the run says so', async () => {
    give('before');
    const id = await site.start({ pipeline: 'items' });
    await killInTheMiddle(id);
    give('after');
    await startOnOtherHost();
    const run = await site.ended(id, 120_000);
    expect(run, JSON.stringify(run)).toMatchObject({ status: 'success' });
    expect(await site.postgres.query('select count(*), min(name), max(name) from items')).toBe(
      `${RECORDS}\tafter\tafter`,
    );
    const { files, counts } = run['detail'] as { files: Json[]; counts: Record<string, number> };
    expect(files).toMatchObject([{ state: 'changed' }, { state: 'done', records: RECORDS }]);
    // What is live of the first one counts, and each of its rows was changed by the second.
    expect(counts).toMatchObject({ records: RECORDS + (counts['updated'] ?? 0), inserted: RECORDS, rejected: 0 });
    expect(JSON.stringify(run['warnings'])).toContain('items.ndjson');
  }, 180_000);

  it('the same bytes go on behind the last batch', async () => {
    await other?.stop();
    await site.startWorker();
    give('same');
    const id = await site.start({ pipeline: 'items' });
    await killInTheMiddle(id);
    await startOnOtherHost();
    const run = await site.ended(id, 120_000);
    expect(run, JSON.stringify(run)).toMatchObject({
      status: 'success',
      warnings: [],
      detail: { counts: { records: RECORDS, inserted: RECORDS, updated: 0, unchanged: 0 }, files: [{ state: 'done' }] },
    });
  }, 180_000);
});
