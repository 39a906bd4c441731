import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findTemporalExecutable, startDevServer } from '../../src/connectors/temporal/dev-server.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { freePort } from '../support/free-port.js';
import { temporalCli } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const options = async (dbFile: string) => ({
  executable: temporalCli(),
  port: await freePort(),
  uiPort: await freePort(),
  dbFile,
  logFile: `${dbFile}.log`,
});

it('starts a server on a file, reuses one that was left running, and stops it by its id', async () => {
  const dbFile = join(temporaryFolder('dev-server'), 'temporal.db');
  const server = await startDevServer(await options(dbFile));
  const settings = { address: server.address, addressGiven: true, namespace: 'default', tls: 'off' } as const;
  const client = connectTemporal(settings);
  try {
    const runs = createRunClient(client);
    await runs.ping();
    const { runId } = await runs.start({
      kind: 'dump-import',
      pipeline: 'import',
      trigger: 'cli',
      by: 'anna',
      force: false,
    });

    const again = await startDevServer(await options(dbFile));
    expect([again.pid, again.address]).toEqual([server.pid, server.address]);
    expect((await runs.describe({ workflowId: 'dump-import/import' }))?.runId).toBe(runId);
    await again.stop();
    // It is a child of this process, which hears of its end a moment later.
    await server.ended;
    expect(isAlive(server.pid)).toBe(false);
  } finally {
    await client.connection.close();
    await server.stop();
  }
});

it('says that it does not start', async () => {
  const dbFile = join(temporaryFolder('dev-server'), 'temporal.db');
  const wrong = { ...(await options(dbFile)), executable: process.execPath };
  await expect(startDevServer(wrong)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
});

it('finds the executable that is named, on the path or beside the project, in this order', async () => {
  const folders = [join(temporalCli(), '..', '..')];
  expect(await findTemporalExecutable({ named: temporalCli(), path: '', folders: [] })).toBe(temporalCli());
  expect(await findTemporalExecutable({ named: '/nonexistent', path: '/nonexistent', folders: [] })).toBeUndefined();
  expect(await findTemporalExecutable({ path: '', folders })).toBe(temporalCli());
});
