/**
 * Loads one dump by this loader and by its peers, in turn, on the same server; reports the ratios of the medians.
 *
 * Ours is everything that a run does between the unpacked dump and the publish: index, load, prove, and try every view
 * and routine. A peer proves nothing.
 */
import { mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { previewFile } from '../src/dump-import/preview/preview-source.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { makeDumps } from '../test/support/dump-data.js';
import type { DatabaseServer } from '../test/support/database-server.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysql } from '../test/support/mysql-server.js';
import { targetSettings } from '../test/support/target-settings.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable } from './figures.js';
import { FEDERATION_MEGABYTES, federationShape, SIX_TABLES } from './federation-shape.js';
import { generateDump } from './generate-dump.js';
import type { DumpToLoad, OurSeconds } from './load-ours.js';
import { loadOurs, total } from './load-ours.js';
import { clientPeer, myloaderPeer, peerSchema } from './load-peers.js';

const OPTIONS = {
  mb: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  connections: { type: 'string', default: 'auto' },
  mysql: { type: 'boolean', default: false },
  tiny: { type: 'boolean', default: false },
  'small-pool': { type: 'boolean', default: false },
  shape: { type: 'string' },
} as const;

export async function benchLoad(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const folder = temporaryFolder('bench-load');
  const dumps = values.tiny ? await tinyDump(folder) : await largeDumps(folder, values);
  const pool = values['small-pool'] ? '128M' : '1G';
  // A server with enough memory for the data and a safe log.
  const options = [
    `--innodb-buffer-pool-size=${pool}`,
    '--innodb-flush-log-at-trx-commit=1',
    ...(values.mysql ? MYSQL : MARIADB),
  ];
  const server = await (values.mysql ? startMysql : startMariadb)({ args: options });
  try {
    const accounts = await createAccounts(server, { databases: dumps.map(({ database }) => database) });
    const mysql = targetSettings(server, accounts);
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    console.log(`${server.flavor} ${await server.query('SELECT VERSION()')}: ${options.join(' ')}`);
    console.log(`stevedore preview estimates ${(await estimate(dumps, server.flavor)).toFixed(1)} s\n`);
    const peers = [clientPeer(server, dumps)];
    const ours: OurSeconds[] = [];
    const theirs: number[][] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      const connections = values.connections === 'auto' ? 'auto' : Number(values.connections);
      // A staging schema is empty when a load begins: the one before went live.
      for (const { database } of dumps) await server.query(`DROP DATABASE IF EXISTS imp_${database}`);
      const before = await bulkOperations(server);
      const seconds = await loadOurs(mysql, { dumps, connections, runId: `bench-${round}` });
      const bulk = (await bulkOperations(server)) - before;
      ours.push(seconds);
      for (const [index, peer] of peers.entries()) (theirs[index] ??= []).push(await peer.load());
      if (round === 1) {
        for (const { database } of dumps) await assertEqual(server, database);
        const [only] = dumps;
        const isAlone = dumps.length === 1 && only !== undefined && !values.tiny && !values.mysql;
        const myloader = isAlone ? await myloaderPeer(server, peerSchema(only.database), folder, 2) : undefined;
        if (myloader) {
          peers.push(myloader);
          theirs.push([await myloader.load()]);
        }
      }
      const figures = peers.map(({ name }, index) => `${name} ${theirs[index]?.at(-1)?.toFixed(2)} s`);
      console.log(
        `round ${round}: ours ${total(seconds).toFixed(2)} s (${bulk} bulk operations), ${figures.join(', ')}`,
      );
    }
    printFigures(
      ours,
      peers.map(({ name }, index) => ({ name, seconds: median(theirs[index] ?? []) })),
    );
    return 0;
  } finally {
    await server.stop();
  }
}

export const MARIADB = ['--innodb-log-file-size=512M'];
/** With its binary log, MySQL's default. */
export const MYSQL = ['--innodb-redo-log-capacity=1G'];

export async function largeDumps(
  folder: string,
  { mb, shape }: { readonly mb?: string; readonly shape?: string },
): Promise<DumpToLoad[]> {
  const shapes = shape === 'federation' ? federationShape() : SIX_TABLES;
  const megabytes = Number(mb ?? (shape === 'federation' ? FEDERATION_MEGABYTES : 100));
  const dumps: DumpToLoad[] = [];
  for (const { name: database, share, tables } of shapes) {
    const directory = join(folder, database);
    mkdirSync(directory);
    const dump = await generateDump({
      file: join(directory, 'dump.sql'),
      megabytes: megabytes * share,
      tables,
      database,
    });
    console.log(
      `${database}: ${(dump.bytes / 1e6).toFixed(1)} MB, ${dump.rows.toLocaleString('en')} rows, ${dump.tables} tables`,
    );
    dumps.push({ database, dumpFile: dump.file, directory });
  }
  return dumps;
}

/** A nightly dump of a small portal, with views, triggers, routines and events. */
async function tinyDump(directory: string): Promise<DumpToLoad[]> {
  const dumps = await makeDumps({ scale: 0.02 });
  return [{ database: 'mvdsb', dumpFile: dumps.mvdsb, directory }];
}

async function estimate(dumps: readonly DumpToLoad[], flavor: DatabaseServer['flavor']): Promise<number> {
  const { signal } = new AbortController();
  const previews = await Promise.all(
    dumps.map(({ database, dumpFile }) => previewFile(dumpFile, { database, flavor, signal })),
  );
  return previews.reduce((sum, { estimated_seconds: seconds }) => sum + seconds, 0);
}

/** The number of bulk inserts into empty tables that MariaDB has made; 0 on MySQL. */
async function bulkOperations(server: DatabaseServer): Promise<number> {
  return Number((await server.query("SHOW GLOBAL STATUS LIKE 'Innodb_bulk_operations'")).split('\t')[1] ?? 0);
}

/** A loader that is fast but wrong must have no figure. */
async function assertEqual(server: DatabaseServer, database: string): Promise<void> {
  const checksums = async (schema: string) => {
    const tables = await server.query(
      `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE = 'BASE TABLE'`,
    );
    const lines = await server.query(
      `CHECKSUM TABLE ${tables
        .split('\n')
        .map((table) => `${schema}.${table}`)
        .join(', ')}`,
    );
    return lines.replaceAll(`${schema}.`, '');
  };
  if ((await checksums(`imp_${database}`)) !== (await checksums(peerSchema(database))))
    throw new Error('The two loads differ');
}

function printFigures(
  ours: readonly OurSeconds[],
  peers: readonly { readonly name: string; readonly seconds: number }[],
): void {
  const of = (figure: (round: OurSeconds) => number) => median(ours.map(figure));
  const rows: [string, number][] = [
    ['index', of(({ index }) => index)],
    ['load', of(({ load }) => load)],
    ['prove', of(({ prove }) => prove)],
    ['views, triggers, routines', of(({ objects }) => objects)],
    ['all of it', of(total)],
    ...peers.map(({ name, seconds }): [string, number] => [name, seconds]),
  ];
  console.log('');
  printTable([
    ['median of', 'seconds', ...peers.map(({ name }) => `of ${name}`)],
    ...rows.map(([name, seconds]) => [
      name,
      seconds.toFixed(2),
      ...peers.map((peer) => (seconds / peer.seconds).toFixed(2)),
    ]),
  ]);
}
