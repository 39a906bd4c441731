/**
 * One generated dump, loaded by this loader and by `mariadb < dump.sql`, in turn, on the same server; the ratio of the medians.
 *
 * Ours is what a run does between the unpacked dump and the publish: index, load and prove. The client proves nothing.
 */
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { indexDump } from '../src/dump-import/index-dump.js';
import { loadDump } from '../src/dump-import/load/load-dump.js';
import { stageDatabase } from '../src/dump-import/stage-database.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import type { MariadbServer } from '../test/support/mariadb-server.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { pipelineSettings, targetSettings } from '../test/support/target-settings.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { generateDump } from './generate-dump.js';

const DATABASE = 'federation';
const PEER = 'peer';

export async function benchLoad(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mb: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '2' },
    },
  });
  const folder = temporaryFolder('bench-load');
  const dump = await generateDump({ file: join(folder, 'dump.sql'), megabytes: Number(values.mb) });
  const server = await startMariadb({ args: SERVER });
  try {
    const accounts = await createAccounts(server, { databases: [DATABASE] });
    const mysql = targetSettings(server, accounts);
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    console.log(`MariaDB ${await server.query('SELECT VERSION()')}: ${SERVER.join(' ')}`);
    console.log(`${(dump.bytes / 1e6).toFixed(1)} MB, ${dump.rows.toLocaleString('en')} rows, ${dump.tables} tables\n`);
    const rounds: Round[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const ours = await loadOurs(mysql, dump.file, folder, { connections: Number(values.connections), runId: `bench-${round}` });
      const peer = await loadPeer(server, dump.file);
      if (round === 1) await assertEqual(server);
      rounds.push({ ...ours, peer });
      console.log(`round ${round}: ours ${total(ours).toFixed(2)} s, mariadb ${peer.toFixed(2)} s`);
    }
    printFigures(rounds);
    return 0;
  } finally {
    await server.stop();
  }
}

/** A server that has room for the data, as a server for this data would have. */
const SERVER = ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M', '--innodb-flush-log-at-trx-commit=1'];

interface Ours {
  readonly index: number;
  readonly load: number;
  readonly prove: number;
}
type Round = Ours & { readonly peer: number };

const total = ({ index, load, prove }: Ours): number => index + load + prove;

async function loadOurs(
  mysql: ReturnType<typeof targetSettings>,
  dumpFile: string,
  directory: string,
  { connections, runId }: { readonly connections: number; readonly runId: string },
): Promise<Ours> {
  const settings = pipelineSettings('bench', [DATABASE], { loadConnections: connections });
  const quiet = () => undefined;
  const indexed = await timed(() => indexDump(mysql, settings, { database: DATABASE, directory, dumpFile, onProgress: quiet }));
  const common = { pipeline: settings.name, runId, database: DATABASE, index: indexed.result, onProgress: quiet };
  const loaded = await timed(() => loadDump(mysql, { ...common, dumpFile, connections, afterLoad: [] }));
  const archive = {
    filename: 'federation.zip',
    pattern: '*.zip',
    database: DATABASE,
    size: 1,
    modTime: '2026-03-01T01:30:00.000Z',
    checksum: 'sha256:0',
  };
  const proved = await timed(() => stageDatabase(mysql, { ...common, archive, connections }));
  const counted = proved.result.tables.filter(({ content }) => content.kind !== 'proved');
  if (counted.length > 0) throw new Error(`Tables without a content sum: ${counted.map(({ table }) => table).join(', ')}`);
  return { index: indexed.seconds, load: loaded.seconds, prove: proved.seconds };
}

async function loadPeer(server: MariadbServer, dumpFile: string): Promise<number> {
  await server.query(`DROP DATABASE IF EXISTS ${PEER}; CREATE DATABASE ${PEER}`);
  return (await timed(() => server.load(dumpFile, PEER))).seconds;
}

/** A loader that is fast and wrong has no figure. */
async function assertEqual(server: MariadbServer): Promise<void> {
  const checksums = async (schema: string) => {
    const tables = (await server.query(`SHOW TABLES FROM ${schema}`)).split('\n');
    const lines = await server.query(`CHECKSUM TABLE ${tables.map((table) => `${schema}.${table}`).join(', ')}`);
    return lines.replaceAll(`${schema}.`, '');
  };
  if ((await checksums(`imp_${DATABASE}`)) !== (await checksums(PEER))) throw new Error('The two loads differ');
}

function printFigures(rounds: readonly Round[]): void {
  const of = (figure: (round: Round) => number) => median(rounds.map(figure));
  const peer = of((round) => round.peer);
  const rows: [string, number][] = [
    ['index', of((round) => round.index)],
    ['load', of((round) => round.load)],
    ['prove', of((round) => round.prove)],
    ['index + load + prove', of(total)],
    ['mariadb < dump.sql', peer],
  ];
  console.log('');
  printTable([['median of', 'seconds', 'ratio'], ...rows.map(([name, s]) => [name, s.toFixed(2), (s / peer).toFixed(2)])]);
  console.log(`\nRatio of medians, ours to mariadb's: ${(of(total) / peer).toFixed(2)} (the load alone: ${(of((r) => r.load) / peer).toFixed(2)})`);
}
