import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportJob } from '../../src/contracts/table-export/export-job.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const FILE = { name: 'users', path: '/a.csv', host: 'h', rows: 3, bytes: 2, sha256: '0', hasSecrets: false };

describe.each(STORE_SERVERS)('exports in a store on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;
  beforeAll(async () => {
    server = await start();
    store = await openStore(server, 'exports');
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });
  const claimed = async (): Promise<ExportJob> => {
    const id = randomUUID();
    const request = { resource: 'users', format: 'csv' } as const;
    const asked = { idempotencyKey: id, request, readsSecrets: false, host: 'h', askedBy: 'ci' };
    const job: ExportJob = { id, ...asked, status: 'pending', total: 0, createdAt: '2026-01-02T03:04:05.678Z' };
    await store.exportJobs.claim(job, { keyHash: id, requestHash: 'r' });
    return job;
  };

  it('a retry completes an export that had failed, and the first file stays', async () => {
    const { id } = await claimed();
    await store.exportJobs.fail(id, 'the disk was full');
    expect(await store.exportJobs.get(id)).toMatchObject({ status: 'failed', error: 'the disk was full' });
    await store.exportJobs.complete(id, { file: 'a.csv', rows: 3 });
    const completed = await store.exportJobs.get(id);
    expect(completed).toMatchObject({ status: 'completed', file: 'a.csv', total: 3 });
    expect(completed).not.toHaveProperty('error');
    await store.exportJobs.complete(id, { file: 'b.csv', rows: 4 });
    await store.exportJobs.fail(id, 'too late');
    expect(await store.exportJobs.get(id)).toEqual(completed);
  });

  it('the retention forgets an export, and its file only when that is removed', async () => {
    const { id } = await claimed();
    await store.exportJobs.complete(id, { file: 'kept.csv', rows: 3 });
    const file = { ...FILE, file: 'kept.csv', runId: randomUUID(), pipeline: 'exports' };
    await store.exportFiles.add({ ...file, createdAt: '2026-01-02T03:04:05.678Z' });
    await store.prune(new Date(Date.now() + 60_000).toISOString());
    expect(await store.exportJobs.get(id)).toBeUndefined();
    expect(await store.exportFiles.get('kept.csv')).toMatchObject(file);
    await store.exportFiles.remove(['kept.csv']);
    expect(await store.exportFiles.get('kept.csv')).toBeUndefined();
  });
});
