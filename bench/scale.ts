/**
 * Many runs at a time on several workers, each a process with a disk of its own: how long they take, what the
 * processors do meanwhile, what Temporal keeps of a run, and what many watchers of one run cost.
 */
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ProductProcess } from '../test/support/worker-process.js';
import { readEvents } from '../test/support/read-events.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { processorSeconds } from './processor-seconds.js';
import { descendantsOf, sampleMemory } from './sample-memory.js';
import type { ScaleStand } from './scale-stand.js';
import { startScaleStand } from './scale-stand.js';

export async function benchScale(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      workers: { type: 'string', default: '1,2,4' },
      imports: { type: 'string', default: '10' },
      mb: { type: 'string', default: '4' },
      tables: { type: 'string', default: '100' },
      records: { type: 'string', default: '1000' },
      watchers: { type: 'string', default: '200' },
    },
  });
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  const stand = await startScaleStand({
    imports: Number(values.imports),
    megabytes: Number(values.mb),
    tables: Number(values.tables),
    records: Number(values.records),
  });
  const rows: (string | number)[][] = [];
  try {
    for (const count of values.workers.split(',').map(Number)) {
      const workers = await stand.startWorkers(count);
      try {
        for (const [kind, pipelines] of [
          ['imports', stand.databases],
          ['tables', stand.tables],
        ] as const) {
          const row = [`${count}`, kind, ...(await together(stand, workers, pipelines))];
          console.log(row.join('  '));
          rows.push(row);
        }
        if (count === 2) await watch(stand, Number(values.watchers));
      } finally {
        await Promise.all(workers.map((worker) => worker.stop()));
      }
    }
    printTable([
      [
        'workers',
        'runs',
        'number',
        'seconds',
        'runs/min',
        'median s',
        'longest s',
        '503',
        'by worker',
        ...PARTS,
        'MB/worker',
      ],
      ...rows,
    ]);
    await sizing(stand);
    return 0;
  } finally {
    await stand.stop();
  }
}

/** Whose processor time is told, in seconds. */
const PARTS = ['workers CPU', 'api', 'temporal', 'mariadb', 'postgres'];

/** Starts a run of each pipeline at once, and waits for all. */
async function together(
  stand: ScaleStand,
  workers: readonly ProductProcess[],
  pipelines: readonly string[],
): Promise<(string | number)[]> {
  const used = () => [
    workers.reduce((sum, { pid }) => sum + processorSeconds(pid), 0),
    processorSeconds(stand.pids.api),
    processorSeconds(stand.pids.temporal),
    processorSeconds(stand.pids.mysql),
    treeSeconds(stand.postgresPid),
  ];
  const before = used();
  const memory = workers.map(({ pid }) => sampleMemory(pid));
  const { seconds, result } = await timed(async () => {
    const { seconds: started, result: ids } = await timed(() =>
      Promise.all(pipelines.map((pipeline) => stand.run(pipeline))),
    );
    console.log(`${ids.length} starts at once were accepted within ${started.toFixed(1)} s; 503: ${stand.refused()}`);
    return stand.ended(ids);
  });
  const peaks = memory.map((sampler) => sampler.stop().peakBytes / 1e6);
  const failed = result.filter(({ status }) => status !== 'success');
  if (failed.length > 0) throw new Error(`${failed.length} runs failed: ${JSON.stringify(failed[0])}`);
  const took = result.map(
    (run) => (Date.parse(String(run['completed_at'])) - Date.parse(String(run['started_at']))) / 1e3,
  );
  const after = used();
  const shares = await sharesOf(stand, result);
  return [
    pipelines.length,
    seconds.toFixed(1),
    Math.round((60 * pipelines.length) / seconds),
    median(took).toFixed(1),
    Math.max(...took).toFixed(1),
    stand.refused(),
    shares,
    ...after.map((value, at) => (value - (before[at] ?? 0)).toFixed(1)),
    Math.round(Math.max(...peaks)),
  ];
}

/** PostgreSQL has a process a session; those that have ended are counted by their parent. */
const treeSeconds = (pid: number): number =>
  [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + processorSeconds(each), 0);

/** How many runs each host has worked at. */
async function sharesOf(stand: ScaleStand, runs: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const hosts = new Map<string, number>();
  for (const run of runs) {
    const { queues } = await historyOf(stand, run);
    for (const queue of queues) hosts.set(queue, (hosts.get(queue) ?? 0) + 1);
  }
  return [...hosts.entries()]
    .sort()
    .map(([, count]) => count)
    .join('+');
}

/** What Temporal has of a run. */
async function historyOf(stand: ScaleStand, run: Readonly<Record<string, unknown>>) {
  const handle = stand.client.workflow.getHandle(workflowIdOf(run), String(run['run_id']));
  const [{ events }, described] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const of = (field: string) => (events ?? []).filter((event) => (event as never)[field] != null);
  const queues = of('activityTaskScheduledEventAttributes').map(
    (event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name ?? '',
  );
  return {
    events: events?.length ?? 0,
    bytes: Number(described.raw.workflowExecutionInfo?.historySizeBytes ?? 0),
    activities: queues.length,
    // What Temporal Cloud bills as actions, without retries and heartbeats.
    actions:
      1 +
      queues.length +
      of('timerStartedEventAttributes').length +
      of('workflowExecutionSignaledEventAttributes').length +
      of('upsertWorkflowSearchAttributesEventAttributes').length +
      of('workflowPropertiesModifiedEventAttributes').length +
      of('markerRecordedEventAttributes').length,
    transitions: Number(described.raw.workflowExecutionInfo?.stateTransitionCount ?? 0),
    queues: new Set(queues.filter((queue) => queue.includes('host-'))),
  };
}

const workflowIdOf = (run: Readonly<Record<string, unknown>>): string =>
  `${String(run['kind'])}/${String(run['pipeline'])}`;

/** 200 readers of one run's events, on one server. */
async function watch(stand: ScaleStand, watchers: number): Promise<void> {
  const api = stand.pids.api;
  const memory = sampleMemory(api);
  await sleep(2_000);
  const before = memory.latestBytes();
  const busy = processorSeconds(api);
  const [pipeline = ''] = stand.databases;
  const { seconds, result } = await timed(async () => {
    const id = await stand.run(pipeline);
    const readers = Array.from({ length: watchers }, () => readEvents(`${stand.api}/api/v1/runs/${id}/events`));
    const answers: number[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        answers.push((await timed(() => stand.ask('GET', `/api/v1/runs/${id}`))).seconds * 1e3);
        await sleep(20);
      }
    })();
    await Promise.all(readers.map(({ done }) => done));
    over = true;
    await asking;
    const saw = readers.filter(({ events }) => events.at(-1)?.event === 'end').length;
    const sorted = answers.sort((a, b) => a - b);
    return { saw, p95: sorted[Math.floor(sorted.length * 0.95)] ?? NaN };
  });
  const { peakBytes } = memory.stop();
  console.log(
    `${watchers} watchers of one run of ${seconds.toFixed(1)} s: ${result.saw} saw its end; the server had ${((peakBytes - before) / 1e6).toFixed(0)} MB more ` +
      `(${(peakBytes / 1e6).toFixed(0)} MB), used ${(processorSeconds(api) - busy).toFixed(1)} s of a processor, and answered others in ${result.p95.toFixed(0)} ms (p95)`,
  );
}

/** Of the newest run of each kind. */
async function sizing(stand: ScaleStand): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const pipeline of [stand.databases[0] ?? '', stand.tables[0] ?? '']) {
    const { runs } = (await stand.ask('GET', `/api/v1/runs?pipeline=${pipeline}&limit=1`)) as {
      runs: Readonly<Record<string, unknown>>[];
    };
    const [run = {}] = runs;
    const { events, bytes, activities, actions, transitions } = await historyOf(stand, run);
    rows.push([String(run['kind']), events, (bytes / 1_024).toFixed(0), activities, actions, transitions]);
  }
  printTable([['one run', 'events', 'KiB', 'steps', 'actions', 'state transitions'], ...rows]);
}
