import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedFileRecord } from '../../src/contracts/table-import/imported-file-record.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const record = (runId: string, minute: number, changes: Partial<ImportedFileRecord> = {}): ImportedFileRecord => ({
  runId,
  fileNo: 1,
  pipeline: 'nightly',
  source: 'sftp:files:/out/a.csv',
  name: 'a.csv',
  size: 12,
  modTime: '2026-01-02T03:04:05.000Z',
  connection: 'main',
  table: 'public.a',
  state: 'done',
  at: `2026-01-02T03:0${minute}:00.000Z`,
  reading: { format: 'csv', since: String(minute) },
  ...changes,
});

describe.each(STORE_SERVERS)('the store of imported files on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;

  beforeAll(async () => {
    server = await start({ odd: true });
    store = await openStore(server, 'imports');
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  it('knows the last import of a source into each table', async () => {
    const { importedFiles } = store;
    await importedFiles.save(record('b', 2));
    await importedFiles.save(record('a', 1));
    await importedFiles.save(record('c', 3, { table: 'public.b' }));
    await importedFiles.save(record('d', 4, { state: 'open' }));
    await importedFiles.save(record('e', 5, { pipeline: 'other' }));
    await importedFiles.save(record('f', 0, { source: 'sftp:files:/out/b.csv' }));
    const found = await importedFiles.lastDone('nightly', ['sftp:files:/out/a.csv', 'sftp:files:/out/c.csv']);
    expect([...found].sort((one, two) => one.at.localeCompare(two.at))).toEqual([
      record('b', 2),
      record('c', 3, { table: 'public.b' }),
    ]);
  });
});
