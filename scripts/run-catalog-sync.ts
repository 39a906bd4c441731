/**
 * The example from end to end on private servers: starts the product and a small web service, syncs two CSV files and
 * the service as a program would, and checks what stands in the tables. `npx tsx scripts/run-catalog-sync.ts [--stay]`
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPagedApi } from '../examples/catalog-sync/paged-api.js';
import { createSyncClient } from '../src/sync.js';
import { freePort } from '../test/support/free-port.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { startProduct } from '../test/support/worker-process.js';

const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
const here = join(import.meta.dirname, '..', 'examples', 'catalog-sync');
const files = join(here, 'files');
const folder = temporaryFolder('catalog-sync');
const server = await startMariadb();
await server.query('CREATE DATABASE catalog; CREATE DATABASE stevedore_store');
const service = await startPagedApi();
const port = await freePort();
const at = `mysql://${server.rootUser}:${server.rootPassword}@${server.host}:${server.port}`;
const product = await startProduct('cli', {
  args: ['dev', '--data', join(folder, 'temporal')],
  config: join(here, 'stevedore.yaml'),
  env: {
    DATABASE_URL: `${at}/catalog`,
    STORE_URL: `${at}/stevedore_store`,
    API_PORT: String(port),
    FILES: files,
    STEVEDORE_SECRET_KEY: randomBytes(32).toString('base64'),
  },
  cwd: folder,
  ready: /^API\s+http/m,
});
try {
  const { syncService } = createSyncClient({ url: `http://127.0.0.1:${port}` });
  const sync = async (title: string, source: Parameters<typeof syncService.sync>[0], processed: number) => {
    const result = await syncService.sync(source);
    console.log(`${title}: ${result.status}, ${result.itemsProcessed} processed, ${result.itemsSkipped} skipped`);
    for (const { type, message } of result.errors) console.log(`  ${type}: ${message}`);
    assert.deepEqual([result.success, result.itemsProcessed], [true, processed]);
  };
  const music = {
    sourceType: 'csv',
    sourceIdentifier: join(files, 'music_catalog.csv'),
    options: {
      targetTable: 'content_index',
      contentType: 'music',
      columnMapping: { title: 'song_name', artist: 'artist_name', genre: 'music_genre' },
    },
  } as const;
  await sync('music_catalog.csv', music, 3);
  await sync('music_catalog.csv again', music, 0);
  await sync(
    'catalog_pricing.csv',
    {
      sourceType: 'csv',
      sourceIdentifier: join(files, 'catalog_pricing.csv'),
      options: { targetTable: 'catalog_items', hasHeader: true },
    },
    3,
  );
  await sync(
    'the web service',
    {
      sourceType: 'api',
      sourceIdentifier: service.url,
      options: {
        auth: { type: 'bearer', token: 'your-api-token' },
        dataPath: 'data.items',
        contentType: 'music',
        fieldMapping: { title: 'name', artist: 'artist.name', genre: 'category', external_id: 'id' },
        pagination: { enabled: true, type: 'page', limitParam: 'limit', pageParam: 'page', maxPages: 50 },
      },
    },
    5,
  );
  const count = (sql: string) => server.query(sql, { database: 'catalog' });
  assert.equal(await count('SELECT COUNT(*), SUM(is_available) FROM content_index'), '8\t8');
  assert.equal(await count('SELECT COUNT(*), SUM(price) FROM catalog_items'), '3\t259700.00');
  console.log(`\nhttp://127.0.0.1:${port}/v1/sync/stats counts them, http://127.0.0.1:${port}/docs has every request`);
  if (values.stay) await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
} finally {
  await product.stop(30_000);
  await service.stop();
  await server.stop();
  removeTemporaryFolder(folder);
}
