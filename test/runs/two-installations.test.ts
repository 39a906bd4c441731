import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let first: ProductProcess;
let otherStore: string;

beforeAll(async () => {
  portal = await startPortal({ change: { import: { schedule: '0 4 * * *' } } });
  const { host, port, rootUser, rootPassword } = portal.target;
  await portal.target.query('CREATE DATABASE another_store');
  otherStore = `mysql://${rootUser}:${rootPassword}@${host}:${port}/another_store`;
  first = await portal.startWorker();
});
afterAll(() => portal?.stop());

/** The first sign of life of a worker comes after five seconds. */
const expectUp = (): Promise<void> =>
  expect.poll(async () => (await portal.cli('check')).stdout).toMatch(/^ok {4}worker: one is alive$/m);

const scheduleExists = async (): Promise<boolean> =>
  portal.client.schedule
    .getHandle('dump-import/import')
    .describe()
    .then(
      () => true,
      () => false,
    );

describe('two installations (two stores) in one namespace', () => {
  it('are reported by `check`, with the host and the identity of the one that answers', async () => {
    await expectUp();
    portal.configure({ store: { url: otherStore } });
    const { code, stdout } = await portal.cli('check');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^warn {2}worker: none is alive$/m);
    const pid = first.pid;
    expect(stdout).toMatch(
      new RegExp(
        `^fail {2}worker: another installation's worker "${pid}@test-host/[0-9a-f-]{36}" on host ".+" answers .* namespace "default"`,
        'm',
      ),
    );
  });

  it('do not change each other’s Schedules: the second does not start with one of the same name', async () => {
    await expect(portal.startWorker()).rejects.toThrow(
      /Cannot schedule "import": its Schedule in the namespace "default" was made by another installation, whose worker answers as "\d+@test-host/,
    );
    portal.configure({ store: { url: otherStore }, import: { enabled: false } });
    const second = await portal.startWorker();
    expect(second.log()).toContain("Another installation's worker answers in this namespace");
    expect(second.log()).toContain('A Schedule of no pipeline here was made by another installation');
    await second.stop();
    expect(await scheduleExists()).toBe(true);
  });

  it('become one after the other where the first has stopped: the second takes the Schedule over', async () => {
    await first.stop();
    portal.configure({ store: { url: otherStore } });
    const second = await portal.startWorker();
    expect(second.log()).toMatch(/"change":"adopted"/);
    await expectUp();
    await second.stop();
  });
});
