import { Agent, request } from 'node:http';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { startProduct } from '../test/support/worker-process.js';
import { describeMachine, printTable } from './figures.js';
import { makeArchives, startImportStand } from './import-stand.js';

/** Milliseconds of the 95th of a hundred answers, and of a start. */
const LIMITS = { idle: 25, importing: 150, start: 200 };

/**
 * `GET /api/v1/import/status` so many times a second, whatever the answers take: while nothing runs, and while an
 * import does; and starts that are answered. Exits with 1 above the limits.
 */
export async function benchStatus(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rate: { type: 'string', default: '100' },
      seconds: { type: 'string', default: '20' },
      mb: { type: 'string', default: '120' },
    },
  });
  const folder = temporaryFolder('bench-status');
  const stand = await startImportStand(folder);
  const worker = await startProduct('worker', { ...stand.product, ready: /Worker started/ });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ask = (method: string, path: string) => timeOf(agent, stand.api, method, path);
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const archives = await makeArchives(folder, { megabytes: Number(values.mb), method: 'ZipCrypto' });
    await stand.offer(archives, 1);
    const load = { rate: Number(values.rate), seconds: Number(values.seconds) };
    const path = '/api/v1/import/status';
    for (let n = 0; n < 20; n++) await ask('GET', path);
    const idle = await many(load, () => ask('GET', path));

    const starts = [await ask('POST', '/api/v1/import/start')];
    const importing = await many(load, () => ask('GET', path));
    const stillRuns = (await statusOf(stand.api)) === 'running';
    while ((await statusOf(stand.api)) === 'running') await sleep(500);
    const end = await statusOf(stand.api);
    // There is nothing newer any more, so these are over soon.
    for (let n = 0; n < 9; n++) {
      starts.push(await ask('POST', '/api/v1/import/start'));
      while ((await statusOf(stand.api)) === 'running') await sleep(100);
      await sleep(300);
    }
    printTable([
      ['milliseconds', 'p50', 'p95', 'p99', 'most', 'answers'],
      ['status, nothing runs', ...figures(idle)],
      [`status, an import runs${stillRuns ? '' : ' (not to the end)'}`, ...figures(importing)],
      ['start', ...figures(starts)],
    ]);
    console.log(`The import ended as ${end}`);
    const all = [...idle, ...importing, ...starts];
    if (all.some(({ status }) => status !== 200)) console.log('Not every answer was a 200');
    const isWithin =
      at(idle, 0.95) <= LIMITS.idle && at(importing, 0.95) <= LIMITS.importing && at(starts, 1) <= LIMITS.start;
    return isWithin && end === 'success' && all.every(({ status }) => status === 200) ? 0 : 1;
  } finally {
    agent.destroy();
    await worker.kill9();
    await stand.stop();
  }
}

interface Answered {
  readonly ms: number;
  readonly status: number;
}

/** Asks by the clock: a slow answer keeps no other one back. */
const many = async (
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
  ask: () => Promise<Answered>,
): Promise<Answered[]> => {
  const began = performance.now();
  const asked: Promise<Answered>[] = [];
  for (let n = 0; n < rate * seconds; n++) {
    const wait = began + (n * 1_000) / rate - performance.now();
    if (wait > 0) await sleep(wait);
    asked.push(ask());
  }
  return Promise.all(asked);
};

const timeOf = (agent: Agent, api: string, method: string, path: string): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    request(`${api}${path}`, { agent, method }, (response) => {
      response.resume();
      response.on('end', () => resolve({ ms: performance.now() - began, status: response.statusCode ?? 0 }));
    })
      .on('error', reject)
      .end();
  });

const statusOf = async (api: string): Promise<string> =>
  ((await (await fetch(`${api}/api/v1/import/status`)).json()) as { status: string }).status;

const at = (answers: readonly Answered[], share: number): number => {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
};

const figures = (answers: readonly Answered[]): (string | number)[] => [
  ...[0.5, 0.95, 0.99, 1].map((share) => at(answers, share).toFixed(1)),
  answers.length,
];
