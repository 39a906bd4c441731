import { createApp } from '../../src/api/create-app.js';
import { serveApp } from '../../src/api/serve-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { RunClient } from '../../src/connectors/temporal/run-client.js';
import type { StoreSettings } from '../../src/contracts/settings.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

/** The API as a process that kills itself where it begins a start, or has begun one and not answered yet. */
const { temporal, store, port, pipeline, killAt } = JSON.parse(process.argv[2] ?? '') as {
  temporal: string;
  store: StoreSettings;
  port: number;
  pipeline: string;
  killAt: 'before-start' | 'after-start';
};
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
const runs = createRunClient(
  connectTemporal({ address: temporal, addressGiven: true, namespace: 'default', tls: 'off' }),
);
const start: RunClient['start'] = async (...given) => {
  if (killAt === 'after-start') await runs.start(...given);
  return die();
};
const app = createApp({
  runs: { ...runs, start },
  store: (await openTestStore({ settings: () => store })).seen,
  settings: testSettings([testPipeline({ name: pipeline })]),
  logger: silentLogger,
  readGenerations: nothingStands,
});
await serveApp(app, { host: '127.0.0.1', port });
console.log('ready');
