import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tableImportAtStart } from '../../src/activities/table-import/at-worker-start.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

it('all open jobs of a pipeline are found, however many, and the work files of none that may run are removed', async () => {
  const temporal = await startTemporal();
  const client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
  const workFolder = temporaryFolder('work');
  try {
    const runs = createRunClient(client);
    const pipeline = { kind: 'table-import', name: 'tables' } as const;
    const input = { kind: 'table-import', pipeline: 'tables', trigger: 'api', by: 'test' } as const;
    const started: string[] = [];
    for (let n = 0; n < 210; n++) started.push((await runs.start({ ...input, job: `job-${n}` })).runId);
    const all = () => runs.openJobs(pipeline, Infinity);
    await expect.poll(async () => (await all()).length).toBe(210);
    expect((await runs.openJobs(pipeline)).length).toBe(200);
    const open = (await all()).map(({ runId }) => runId);
    expect(open.sort()).toEqual(started.sort());
    const folder = join(workFolder, 'tables');
    for (const name of ['ended', 'just-begun', ...open]) mkdirSync(join(folder, name), { recursive: true });
    const long = new Date(Date.now() - 3_600_000);
    for (const name of ['ended', ...open]) utimesSync(join(folder, name), long, long);
    const logger = { info: () => undefined } as never;
    await tableImportAtStart.sweep({ name: 'tables', workFolder } as never, open, { logger } as never);
    expect(readdirSync(folder).sort()).toEqual(['just-begun', ...open].sort());
  } finally {
    await client.connection.close();
    await temporal.stop();
  }
});
