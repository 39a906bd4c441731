import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningProcess } from '../support/child-process.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import type { EventReader } from '../support/read-events.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startProcess } from '../support/child-process.js';
import { freePort } from '../support/free-port.js';
import { startMariadb } from '../support/mariadb-server.js';
import { readEvents } from '../support/read-events.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { TestStore } from './open-test-store.js';
import { onMariadb, openTestStore } from './open-test-store.js';
import { startFakeWorker } from './start-fake-worker.js';

const WATCHERS = 200;
const soon = { timeout: 60_000, interval: 100 };

describe('events of runs', () => {
  let temporal: TemporalServer;
  let mariadb: MariadbServer;
  let stored: TestStore;
  let worker: RunningProcess;
  let server: RunningProcess;
  let port: number;
  let url: string;
  const watchers: EventReader[] = [];

  let logFile: string;

  const serve = (): Promise<RunningProcess> => {
    const folder = temporaryFolder('served-app');
    logFile = join(folder, 'server.log');
    const settings = { temporal: temporal.address, mariadb: { ...mariadb }, port };
    return startProcess({
      command: process.execPath,
      args: [
        '--expose-gc',
        '--import',
        'tsx',
        fileURLToPath(new URL('served-app.ts', import.meta.url)),
        JSON.stringify(settings),
      ],
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      // Where tsx leaves what it has compiled.
      env: { TMPDIR: folder },
      logFile,
      readyTimeoutMs: 60_000,
      ready: () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('ready'),
    });
  };
  const post = async (path: string, body: object): Promise<{ run_id: string }> =>
    (await (await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })).json()) as { run_id: string };
  const start = async (by: string): Promise<string> => (await post('/api/v1/runs', { pipeline: 'import', by })).run_id;
  const say = async (runId: string, from: number, count: number): Promise<void> => {
    const line = (n: number) =>
      ({
        timestamp: new Date().toISOString(),
        level: 'INFO',
        step: 'import',
        message: `line ${n} ${'x'.repeat(150)}`,
      }) as const;
    await stored.store.logs.append(
      runId,
      1,
      Array.from({ length: count }, (_, i) => line(from + i)),
    );
  };
  const watch = (path: string, lastId?: string): EventReader => {
    const reader = readEvents(url + path, lastId);
    watchers.push(reader);
    return reader;
  };
  const linesOf = ({ events }: EventReader): number[] =>
    events.filter(({ event }) => event === 'log').map(({ data }) => Number(String(data['message']).split(' ')[1]));
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
  /** Megabytes that the server has in use after it has collected its garbage. */
  const memory = async (): Promise<number> => {
    const said = () => [...readFileSync(logFile, 'utf8').matchAll(/in use: (\d+) bytes/g)];
    const before = said().length;
    process.kill(server.pid, 'SIGUSR2');
    await expect.poll(() => said().length, soon).toBeGreaterThan(before);
    return Number(said().at(-1)?.[1]) / 1_048_576;
  };

  beforeAll(async () => {
    [temporal, mariadb, port] = await Promise.all([startTemporal(), startMariadb(), freePort()]);
    url = `http://127.0.0.1:${port}`;
    stored = await openTestStore(onMariadb(mariadb));
    [server, worker] = await Promise.all([serve(), startFakeWorker(temporal.address)]);
  });

  afterAll(async () => {
    for (const { leave } of watchers) leave();
    await server?.kill9();
    await worker?.kill9();
    await stored?.store.close();
    await mariadb?.stop();
    await temporal?.stop();
  });

  it(`reach ${WATCHERS} watchers of one run, once and in order, beyond a server that is killed; memory stays flat`, async () => {
    const runId = await start('waits');
    const quiet = watch('/api/v1/events');
    await say(runId, 1, 600);
    const first = Array.from({ length: WATCHERS }, () => watch(`/api/v1/runs/${runId}/events`));
    await expect
      .poll(() => first.filter((reader) => linesOf(reader).length === 600).length, { ...soon, timeout: 40_000 })
      .toBe(WATCHERS);
    for (let n = 601; n < 1_001; n += 200) await say(runId, n, 200);
    await expect.poll(() => first.every((reader) => linesOf(reader).length === 1_000), soon).toBe(true);
    const before = await memory();
    for (let n = 1_001; n < 2_601; n += 400) {
      await say(runId, n, 400);
      await sleep(700);
    }
    await expect
      .poll(() => first.every((reader) => linesOf(reader).length === 2_600), { ...soon, timeout: 40_000 })
      .toBe(true);
    const after = await memory();
    console.log(
      `memory of the server: ${before.toFixed(0)} MB, ${after.toFixed(0)} MB after 1,600 lines more to ${WATCHERS} watchers`,
    );
    // Each watcher's share of what was sent would be 80 MB.
    expect(after - before).toBeLessThan(20);

    await server.kill9();
    await Promise.all(first.map(({ done }) => done));
    await say(runId, 2_601, 50);
    server = await serve();
    const second = first.map((reader) => watch(`/api/v1/runs/${runId}/events`, reader.lastId()));
    await expect
      .poll(() => second.filter((reader) => linesOf(reader).length === 50).length, { ...soon, timeout: 40_000 })
      .toBe(WATCHERS);
    await post(`/api/v1/runs/${runId}/proceed`, {});
    expect(await Promise.all(second.map(({ done }) => done))).toEqual(Array(WATCHERS).fill(200));
    for (const [n, reader] of second.entries()) {
      expect([...linesOf(first[n] ?? reader), ...linesOf(reader)]).toEqual(upTo(2_650));
      expect(reader.events.map(({ event }) => event)).not.toContain('resync');
      expect(reader.events.at(-1)).toMatchObject({ event: 'end', data: { run_id: runId, status: 'success' } });
    }
    expect(second[0]?.events.find(({ event }) => event === 'run')?.data).toMatchObject({
      run_id: runId,
      status: 'running',
    });

    // An EventSource comes back after its stream ended, and stops at 204.
    expect(await watch(`/api/v1/runs/${runId}/events`, second[0]?.lastId()).done).toBe(204);
    const gaps = quiet.heard.map((at, n) => at - (quiet.heard[n - 1] ?? at));
    expect(quiet.heard.length).toBeGreaterThan(1);
    expect(Math.max(...gaps)).toBeLessThan(15_000);
  });

  it('say "resync" to an id that is not one of the run, and continue from now', async () => {
    const runId = await start('waits');
    await say(runId, 1, 3);
    for (const id of ['nonsense', '999999999', 'abc.7']) {
      const reader = watch(`/api/v1/runs/${runId}/events`, id);
      await expect.poll(() => reader.events.map(({ event }) => event), soon).toEqual(['resync', 'run']);
      expect(reader.events[0]?.data).toMatchObject({ run_id: runId, next: Number(reader.lastId()) });
    }
    const late = watch(`/api/v1/runs/${runId}/events`, 'nonsense');
    await expect.poll(() => late.events.length, soon).toBe(2);
    await say(runId, 4, 2);
    await expect.poll(() => linesOf(late), soon).toEqual([4, 5]);
    const log = (await (await fetch(`${url}/api/v1/runs/${runId}/logs`)).json()) as { logs: { seq: number }[] };
    const from = watch(`/api/v1/runs/${runId}/events?after=${log.logs[1]?.seq}`);
    await expect.poll(() => linesOf(from), soon).toEqual([3, 4, 5]);
    await post(`/api/v1/runs/${runId}/proceed`, {});
    await Promise.all([late.done, from.done]);
  });

  it('of all runs show what changed, continue after a known id, and say "resync" to any other', async () => {
    const reader = watch('/api/v1/events');
    await expect.poll(() => reader.events.map(({ event }) => event), soon).toEqual(['resync']);
    await sleep(2_500);
    const runId = await start('waits');
    const statuses = (of: EventReader) =>
      of.events.filter(({ data }) => data['run_id'] === runId).map(({ data }) => data['status']);
    await expect.poll(() => statuses(reader), soon).toContain('running');
    const place = reader.lastId();
    reader.leave();
    await post(`/api/v1/runs/${runId}/cancel`, { by: 'anna' });
    await sleep(3_000);
    const again = watch('/api/v1/events', place);
    await expect.poll(() => statuses(again).length, soon).toBeGreaterThan(0);
    expect(again.events.map(({ event }) => event)).not.toContain('resync');
    const other = watch('/api/v1/events', 'c0ffee00.3');
    await expect.poll(() => other.events.map(({ event }) => event), soon).toEqual(['resync']);
  });

  it('are refused for a run that is not there', async () => {
    expect((await fetch(`${url}/api/v1/runs/00000000-0000-4000-8000-000000000000/events`)).status).toBe(404);
    expect((await fetch(`${url}/api/v1/runs/nonsense/events`)).status).toBe(404);
  });
});
