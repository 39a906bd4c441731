/**
 * A database into another one on one server: the product with its proof, `pg_dump | psql`, and pgcopydb with as many
 * jobs, in turn. Reports the ratios, the worker's peak memory, and what the proof costs in processor time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SyncedByOurs } from './sync-ours.js';
import type { SyncStand } from './sync-stand.js';
import { withConnection } from '../src/connectors/postgres/open-connection.js';
import { findProgram } from '../test/support/find-program.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { processorSeconds } from './processor-seconds.js';
import { sampleMemory } from './sample-memory.js';
import { startSyncStand } from './sync-stand.js';

const OPTIONS = {
  mb: { type: 'string', default: '1300' },
  rounds: { type: 'string', default: '5' },
  jobs: { type: 'string', default: '2' },
  /** `pg_dump` and `pgcopydb`, or one of them, or neither. */
  peers: { type: 'string', default: 'pg_dump,pgcopydb' },
} as const;

const MOST = { pg_dump: 1, pgcopydb: 1.2, peakBytes: 350e6, proof: 0.2 };

export async function benchSync(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const stand = await startSyncStand(Number(values.mb));
  const folder = temporaryFolder('bench-sync');
  const peers = values.peers.split(',').filter((name): name is Peer => name in PEERS);
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  console.log(await stand.describe());
  console.log(`${(stand.bytes / 1e6).toFixed(0)} MB on disk, ${stand.indexes} indexes, 4 foreign keys`);
  const seconds: Record<Peer | 'ours', number[]> = { ours: [], pg_dump: [], pgcopydb: [] };
  const peaks: number[] = [];
  const proofs: number[] = [];
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      await stand.empty('ours');
      const ours = await runOurs(stand, values.jobs);
      seconds.ours.push(ours.seconds);
      peaks.push(ours.peakBytes);
      const proof = await readBack(stand);
      proofs.push(proof / (ours.cpuSeconds - proof));
      for (const peer of peers) {
        await stand.empty('theirs');
        seconds[peer].push((await timed(() => PEERS[peer](stand, values.jobs, folder))).seconds);
      }
      const last = (['ours', ...peers] as const).map((name) => `${name} ${seconds[name].at(-1)?.toFixed(1)}`);
      console.log(`round ${round + 1}: ${last.join(', ')} s; peak ${(ours.peakBytes / 1e6).toFixed(0)} MB`);
    }
  } finally {
    await stand.stop();
    removeTemporaryFolder(folder);
  }
  const ours = median(seconds.ours);
  const ratios = peers.map((peer) => ({ peer, spent: median(seconds[peer]), ratio: ours / median(seconds[peer]) }));
  console.log(`\nmedian of ${values.rounds}, ${values.jobs} jobs`);
  printTable([
    ['way', 's', 'ours / it', 'at most'],
    ['ours, with its proof', ours.toFixed(1), '', ''],
    ...ratios.map(({ peer, spent, ratio }) => [peer, spent.toFixed(1), ratio.toFixed(2), MOST[peer].toFixed(2)]),
  ]);
  const [peak, proof] = [Math.max(...peaks), median(proofs)];
  console.log(`peak of the worker ${(peak / 1e6).toFixed(0)} MB (at most ${MOST.peakBytes / 1e6})`);
  console.log(
    `the proof takes ${(proof * 100).toFixed(0)} % of the processor time of the rest (at most ${MOST.proof * 100})`,
  );
  const holds = ratios.every(({ peer, ratio }) => ratio <= MOST[peer]) && peak <= MOST.peakBytes && proof <= MOST.proof;
  return holds ? 0 : 1;
}

/** In a process of its own, whose memory is watched. */
const runOurs = async (stand: SyncStand, jobs: string) => {
  const { address } = stand.settings('shop');
  const script = fileURLToPath(new URL('sync-ours.ts', import.meta.url));
  const args = ['--import', 'tsx', script, address.host, `${address.port}`, 'shop', 'ours', jobs];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child.stdout, 'data');
  const before = processorSeconds(stand.pid());
  const memory = sampleMemory(child.pid ?? 0);
  child.stdin.write('go\n');
  const usage = watchProcessor(child.pid ?? 0);
  await once(child, 'close');
  const { peakBytes } = memory.stop();
  const server = processorSeconds(stand.pid()) - before;
  const synced = JSON.parse(text.split('\n')[1] ?? '') as SyncedByOurs;
  return { ...synced, peakBytes, cpuSeconds: server + usage.stop() };
};

/** Processor seconds of a process from now until it ends. */
const watchProcessor = (pid: number) => {
  const before = processorSeconds(pid);
  let latest = before;
  const timer = setInterval(() => {
    try {
      latest = processorSeconds(pid);
    } catch {
      clearInterval(timer);
    }
  }, 100);
  return {
    stop: () => {
      clearInterval(timer);
      return latest - before;
    },
  };
};

/** What the proof does, once more: processor seconds of both sides, less than which the rest of the sync took. */
const readBack = async (stand: SyncStand): Promise<number> => {
  const [server, own] = [processorSeconds(stand.pid()), process.cpuUsage()];
  const tables = await stand.query(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname like 'imp\\_%'`,
    'ours',
  );
  for (const table of tables.split('\n'))
    await withConnection(stand.settings('ours'), { applicationName: 'bench' }, (connection) =>
      connection.relay(`copy ${table} to stdout`),
    );
  const { user, system } = process.cpuUsage(own);
  return processorSeconds(stand.pid()) - server + (user + system) / 1e6;
};

type Peer = 'pg_dump' | 'pgcopydb';

const run = async (command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<void> => {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text = `${text}${chunk.toString()}`.slice(-2_000)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${text}`);
};

const PEERS: Readonly<Record<Peer, (stand: SyncStand, jobs: string, folder: string) => Promise<void>>> = {
  pg_dump: async (stand) => {
    const { address } = stand.settings('shop');
    const at = `-h ${address.host} -p ${address.port} -U postgres`;
    const pipe = `set -o pipefail; ${findProgram('pg_dump')} ${at} shop | ${findProgram('psql')} ${at} -XAtqv ON_ERROR_STOP=1 theirs`;
    await run('bash', ['-c', pipe]);
  },
  pgcopydb: async (stand, jobs, folder) => {
    const { address } = stand.settings('shop');
    const uri = (database: string) => `postgres://postgres@${address.host}:${address.port}/${database}`;
    const many = ['--table-jobs', jobs, '--index-jobs', jobs, '--not-consistent', '--restart'];
    const both = ['--source', uri('shop'), '--target', uri('theirs'), '--dir', join(folder, 'pgcopydb')];
    await run(findProgram('pgcopydb'), ['clone', ...both, ...many]);
  },
};
