/**
 * Measures a whole run from SFTP to live against what an operator would type: `sftp`, `7z x`, `mariadb <`, one after
 * the other and database after database, into databases that nobody reads. Both in turn on the same servers; reports
 * the ratio of the medians. Ours also proves, publishes and flushes, and everything counts, from the command to its
 * exit code, with default settings.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../test/support/child-process.js';
import { findProgram } from '../test/support/find-program.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { FEDERATION_MEGABYTES, federationShape } from './federation-shape.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import type { ImportStand, OfferedArchive } from './import-stand.js';
import { DATABASE, makeArchives, secrets, startImportStand } from './import-stand.js';
import { processorSeconds } from './processor-seconds.js';
import { describeTimeline } from './timeline.js';
import { pipelineWorkflowId } from '../src/contracts/runs/workflow-ids.js';

export async function benchWholeRun(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mb: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      encryption: { type: 'string', default: 'ZipCrypto' },
      shape: { type: 'string' },
      steps: { type: 'boolean', default: false },
      timeline: { type: 'boolean', default: false },
    },
  });
  const federation = values.shape === 'federation';
  const shape = federation ? { shape: federationShape() } : {};
  const megabytes = Number(values.mb ?? (federation ? FEDERATION_MEGABYTES : 250));
  const folder = temporaryFolder('bench-run');
  const stand = await startImportStand(folder, shape.shape?.map(({ name }) => name) ?? [DATABASE]);
  const worker = await startProduct('worker', { ...stand.product, ready: /Worker started/ });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const method = values.encryption === 'AES256' ? 'AES256' : 'ZipCrypto';
    const archives = await makeArchives(folder, { megabytes, method, ...shape });
    const rounds: Round[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const offered = await stand.offer(archives, round);
      const sinceMs = Date.now();
      const before = { worker: processorSeconds(worker.pid), server: processorSeconds(stand.mysql.pid) };
      const { seconds: ours, result: run } = await timed(() => runOurs(stand));
      const worked = processorSeconds(worker.pid) - before.worker;
      const served = processorSeconds(stand.mysql.pid) - before.server;
      const peer = await runPeer(stand, offered, folder);
      await Promise.all(offered.map(({ path }) => rm(path)));
      rounds.push({ ours, worked, served, peer });
      console.log(
        `round ${round}: ours ${ours.toFixed(2)} s (processor: worker ${worked.toFixed(1)}, server ${served.toFixed(1)}), theirs ${total(peer).toFixed(2)} s`,
      );
      if (values.timeline)
        console.log(
          await describeTimeline(stand.temporalAddress, pipelineWorkflowId('dump-import', 'import'), sinceMs),
        );
      if (values.steps) console.log((await runCli(['logs', run.run_id], stand.product)).stdout);
    }
    printFigures(rounds);
    return 0;
  } finally {
    await worker.stop();
    await stand.stop();
  }
}

interface Round {
  readonly ours: number;
  /** CPU seconds of the worker and of the server. */
  readonly worked: number;
  readonly served: number;
  readonly peer: Peer;
}

interface Peer {
  readonly fetch: number;
  readonly extract: number;
  readonly load: number;
}

const total = ({ fetch, extract, load }: Peer): number => fetch + extract + load;

function printFigures(rounds: readonly Round[]): void {
  const of = (figure: (round: Round) => number) => median(rounds.map(figure));
  const theirs = of(({ peer }) => total(peer));
  const rows: [string, number][] = [
    ['SFTP to live, from the command to its end', of(({ ours }) => ours)],
    ['  processor of the worker', of(({ worked }) => worked)],
    ['  processor of the server', of(({ served }) => served)],
    ['sftp', of(({ peer }) => peer.fetch)],
    ['7z x', of(({ peer }) => peer.extract)],
    ['mariadb <', of(({ peer }) => peer.load)],
    ['sftp + 7z x + mariadb <', theirs],
  ];
  console.log('');
  printTable([
    ['median of', 'seconds', 'ratio'],
    ...rows.map(([name, s]) => [name, s.toFixed(2), (s / theirs).toFixed(2)]),
  ]);
}

async function runOurs(stand: ImportStand): Promise<{ readonly run_id: string }> {
  const run = await runCli(['run', 'import', '--wait', '--force', '--json'], stand.product);
  if (run.code !== 0) throw new Error(`The import was not published (exit code ${run.code})\n${run.stderr}`);
  return JSON.parse(run.stdout) as { run_id: string };
}

async function runPeer(stand: ImportStand, offered: readonly OfferedArchive[], folder: string): Promise<Peer> {
  const sum = { fetch: 0, extract: 0, load: 0 };
  for (const archive of offered) {
    const { fetch, extract, load } = await runPeerFor(stand, archive, folder);
    sum.fetch += fetch;
    sum.extract += extract;
    sum.load += load;
  }
  return sum;
}

async function runPeerFor(
  { ssh, mysql }: ImportStand,
  { database, path }: OfferedArchive,
  folder: string,
): Promise<Peer> {
  const work = join(folder, 'peer');
  mkdirSync(work);
  const file = join(work, basename(path));
  const fetch = await timed(() =>
    runProgram(findProgram('sftp'), [
      ...['-q', '-P', String(ssh.port), '-i', join(folder, 'id_ed25519')],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'],
      `${ssh.username}@${ssh.host}:${path}`,
      file,
    ]),
  );
  const extract = await timed(() =>
    runProgram(findProgram('7z'), ['x', '-y', `-p${secrets.BENCH_ZIP_PASSWORD}`, `-o${work}`, file]),
  );
  const peer = `peer_${database}`;
  await mysql.query(`DROP DATABASE IF EXISTS ${peer}; CREATE DATABASE ${peer}`);
  const load = await timed(() => mysql.load(join(work, `${database}.sql`), peer));
  rmSync(work, { recursive: true });
  return { fetch: fetch.seconds, extract: extract.seconds, load: load.seconds };
}
