import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { onMariadb, openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

/**
 * The API in a separate process, which a test can kill: `served-app.ts '{"temporal": "…", "mariadb": {…}, "port": 1}'`.
 */
const { temporal, mariadb, port } = JSON.parse(process.argv[2] ?? '') as {
  temporal: string;
  mariadb: MariadbServer;
  port: number;
};
const client = connectTemporal({ address: temporal, addressGiven: true, namespace: 'default', tls: 'off' });
const { seen } = await openTestStore(onMariadb(mariadb));
const app = createApp({
  runs: createRunClient(client),
  store: seen,
  settings: testSettings(),
  logger: silentLogger,
  readGenerations: nothingStands,
});
await serveApp(app, { host: '127.0.0.1', port });
// What is still in use, without what waits to be collected: that depends on the machine's load.
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  console.log(`in use: ${heapUsed + external} bytes`);
});
console.log('ready');
