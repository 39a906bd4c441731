import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { EventReader } from '../test/support/read-events.js';
import { readEvents } from '../test/support/read-events.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { startProduct } from '../test/support/worker-process.js';
import { describeMachine, printTable } from './figures.js';
import { makeArchives, startImportStand } from './import-stand.js';
import { sampleMemory } from './sample-memory.js';

const LIMIT_BYTES = 150e6;

/**
 * Many watchers of one run, by server-sent events: the server's memory without them, with them, and at its peak; the
 * server is killed in the middle and started again, and each watcher comes back as a browser does. Each must have every
 * line of the log once, in order, and the end. Exits with 1 where one has not, or above the limit.
 */
export async function benchWatchers(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { watchers: { type: 'string', default: '200' }, mb: { type: 'string', default: '60' } },
  });
  const count = Number(values.watchers);
  const folder = temporaryFolder('bench-watchers');
  const stand = await startImportStand(folder, undefined, { serve: false });
  const serve = () => startProduct('server', { ...stand.product, ready: /API started/ });
  let server = await serve();
  const worker = await startProduct('worker', { ...stand.product, ready: /Worker started/ });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const archives = await makeArchives(folder, { megabytes: Number(values.mb), method: 'ZipCrypto' });
    // Without watchers: a whole run of the same dump, once read by the status.
    await stand.offer(archives, 1);
    const memory = sampleMemory(server.pid);
    await ended(stand.api, await start(stand.api));
    const withoutBytes = memory.stop().peakBytes;

    await stand.offer(archives, 2);
    const runId = await start(stand.api);
    const path = `${stand.api}/api/v1/runs/${runId}/events`;
    const before = sampleMemory(server.pid);
    const first = Array.from({ length: count }, () => readEvents(path));
    await sleep(4_000);
    const ofFirst = before.stop();
    await server.kill9();
    await Promise.all(first.map(({ done }) => done));
    const away = performance.now();
    server = await serve();
    const again = sampleMemory(server.pid);
    const second = first.map((reader) => readEvents(path, reader.lastId()));
    await ended(stand.api, runId);
    await Promise.all(second.map(({ done }) => done));
    const ofSecond = again.stop();
    const back = Math.max(...second.map(({ heard }) => (heard[0] ?? Infinity) - away));

    const peakBytes = Math.max(ofFirst.peakBytes, ofSecond.peakBytes);
    const lines = await linesOf(stand.api, runId);
    const whole = first.filter((reader, n) => isWhole(reader, second[n], lines)).length;
    const resynced = second.filter(({ events }) => events.some(({ event }) => event === 'resync')).length;
    printTable([
      [`${count} watchers, a run of ${lines.length} lines`, ''],
      ['peak without watchers, MB', megabytes(withoutBytes)],
      ['peak with them, MB', megabytes(peakBytes)],
      ['more, MB', megabytes(peakBytes - withoutBytes)],
      ['back after the restart, all, s', (back / 1_000).toFixed(1)],
      ['told to read again (resync)', resynced],
      ['have every line once and the end', whole],
    ]);
    return whole === count && peakBytes - withoutBytes <= LIMIT_BYTES ? 0 : 1;
  } finally {
    await Promise.all([server.kill9(), worker.kill9()]);
    await stand.stop();
  }
}

/** What it was told before and after, together; a browser that is told to read again does so. */
const isWhole = (first: EventReader, second: EventReader | undefined, lines: readonly number[]): boolean => {
  const events = [...first.events, ...(second?.events ?? [])];
  const told = events.filter(({ event }) => event === 'log').map(({ id }) => Number(id));
  const missing = lines.filter((seq) => !told.includes(seq));
  const isResynced = events.some(({ event }) => event === 'resync');
  return (
    events.at(-1)?.event === 'end' &&
    new Set(told).size === told.length &&
    told.every((seq, n) => n === 0 || seq > (told[n - 1] ?? 0)) &&
    (missing.length === 0 || isResynced)
  );
};

const start = async (api: string): Promise<string> => {
  const answer = await fetch(`${api}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pipeline: 'import', force: true }),
  });
  return ((await answer.json()) as { run_id: string }).run_id;
};

const ended = async (api: string, runId: string): Promise<void> => {
  for (;;) {
    const answer = await fetch(`${api}/api/v1/runs/${runId}`).catch(() => undefined);
    const run = (await answer?.json()) as { status?: string; error?: unknown } | undefined;
    if (run?.status === 'success') return;
    if (run?.status === 'failed') throw new Error(`The run failed: ${JSON.stringify(run.error)}`);
    await sleep(500);
  }
};

const linesOf = async (api: string, runId: string): Promise<number[]> => {
  const answer = await fetch(`${api}/api/v1/runs/${runId}/logs?limit=1000`);
  return ((await answer.json()) as { logs: { seq: number }[] }).logs.map(({ seq }) => seq);
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
