/**
 * A whole run from SFTP to live, beside what an operator would type: `sftp`, `7z x`, `mariadb <`, one after the other, into a database
 * that nobody reads. In turn, on the same servers; the ratio of the medians. Ours also waits until the archive has stopped changing, which
 * is taken off, and proves, publishes and flushes.
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
import { describeMachine, median, printTable, timed } from './figures.js';
import type { ImportStand } from './import-stand.js';
import { DATABASE, makeArchive, secrets, startImportStand } from './import-stand.js';

const PEER = 'peer';
const STABLE_FOR_S = 1;

export async function benchWholeRun(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mb: { type: 'string', default: '250' },
      rounds: { type: 'string', default: '5' },
      encryption: { type: 'string', default: 'ZipCrypto' },
    },
  });
  const folder = temporaryFolder('bench-run');
  const stand = await startImportStand(folder);
  const worker = await startProduct('worker', { ...stand.product, ready: /Worker started/ });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const archive = await makeArchive(folder, Number(values.mb), values.encryption === 'AES256' ? 'AES256' : 'ZipCrypto');
    const rounds: { ours: number; peer: Peer }[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const offered = await stand.offer(archive, round);
      const ours = (await timed(() => runOurs(stand))).seconds - STABLE_FOR_S;
      const peer = await runPeer(stand, offered, folder);
      await rm(offered);
      rounds.push({ ours, peer });
      console.log(`round ${round}: ours ${ours.toFixed(2)} s, theirs ${total(peer).toFixed(2)} s`);
    }
    const of = (figure: (round: (typeof rounds)[number]) => number) => median(rounds.map(figure));
    const theirs = of(({ peer }) => total(peer));
    const rows: [string, number][] = [
      ['SFTP to live', of(({ ours }) => ours)],
      ['sftp', of(({ peer }) => peer.fetch)],
      ['7z x', of(({ peer }) => peer.extract)],
      ['mariadb <', of(({ peer }) => peer.load)],
      ['sftp + 7z x + mariadb <', theirs],
    ];
    console.log('');
    printTable([['median of', 'seconds', 'ratio'], ...rows.map(([name, s]) => [name, s.toFixed(2), (s / theirs).toFixed(2)])]);
    return 0;
  } finally {
    await worker.stop();
    await stand.stop();
  }
}

interface Peer {
  readonly fetch: number;
  readonly extract: number;
  readonly load: number;
}

const total = ({ fetch, extract, load }: Peer): number => fetch + extract + load;

async function runOurs(stand: ImportStand): Promise<void> {
  const run = await runCli(['run', 'import', '--wait', '--force', '--json'], stand.product);
  if (run.code !== 0) throw new Error(`The import was not published (exit code ${run.code})\n${run.stderr}`);
}

async function runPeer({ ssh, mysql }: ImportStand, offered: string, folder: string): Promise<Peer> {
  const work = join(folder, 'peer');
  mkdirSync(work);
  const file = join(work, basename(offered));
  const fetch = await timed(() =>
    runProgram(findProgram('sftp'), [
      ...['-q', '-P', String(ssh.port), '-i', join(folder, 'id_ed25519')],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'],
      `${ssh.username}@${ssh.host}:${offered}`,
      file,
    ]),
  );
  const extract = await timed(() => runProgram(findProgram('7z'), ['x', '-y', `-p${secrets.BENCH_ZIP_PASSWORD}`, `-o${work}`, file]));
  await mysql.query(`DROP DATABASE IF EXISTS ${PEER}; CREATE DATABASE ${PEER}`);
  const load = await timed(() => mysql.load(join(work, `${DATABASE}.sql`), PEER));
  rmSync(work, { recursive: true });
  return { fetch: fetch.seconds, extract: extract.seconds, load: load.seconds };
}
