import { join } from 'node:path';
import type { LoadStrategy, MysqlSettings } from '../../src/contracts/settings.js';
import { indexDump } from '../../src/dump-import/index-dump.js';
import type { LoadReport } from '../../src/dump-import/load/load-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { proveDatabase } from '../../src/dump-import/prove-database.js';
import type { TableProof } from '../../src/contracts/generation.js';
import { stagingSchema } from '../../src/contracts/names.js';
import { runProgram } from '../support/child-process.js';
import type { DatabaseServer } from '../support/database-server.js';
import { findProgram } from '../support/find-program.js';
import { mysqlProgram } from '../support/mysql-server.js';
import { pipelineSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { differences, readTables } from './read-schema.js';

/** Dumps one database of a server with its vendor's tool. */
export async function dumpOf(server: DatabaseServer, database: string, options: readonly string[]): Promise<string> {
  const dumpFile = join(temporaryFolder('equality'), 'dump.sql');
  const fixed = ['--no-defaults', '--user=root', `--socket=${server.socket}`, `--result-file=${dumpFile}`];
  const tool = server.flavor === 'mysql' ? mysqlProgram('mysqldump') : findProgram('mariadb-dump');
  const own = server.flavor === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [];
  await runProgram(tool, [...fixed, ...own, ...options, database]);
  return dumpFile;
}

export const STRATEGIES = ['load-data', 'forward-inserts'] as const;

export interface LoadedWay {
  readonly report: LoadReport;
  readonly proofs: readonly TableProof[];
}

let runs = 0;

/** Our way: index, load and prove into the staging schema of `database`. */
export async function loadOurWay(mysql: MysqlSettings, database: string, dumpFile: string, strategy: LoadStrategy): Promise<LoadedWay> {
  const settings = pipelineSettings('equality', [database], { requireTrailer: false });
  const directory = temporaryFolder('equality-work');
  const index = await indexDump(mysql, settings, { database, directory, dumpFile, onProgress: () => undefined });
  const common = { database, index, onProgress: () => undefined };
  const report = await loadDump(mysql, { ...common, pipeline: 'equality', runId: `r${++runs}`, dumpFile, connections: 2, strategy, afterLoad: [], charset: 'utf8mb4' });
  return { report, proofs: await proveDatabase(mysql, common) };
}

const BY_CLIENT = 'by_client';

/** What is wrong with one dump: where our two ways end elsewhere than the vendor's client does. Empty where nothing is. */
export async function compareWays(server: DatabaseServer, mysql: MysqlSettings, database: string, dumpFile: string): Promise<string[]> {
  await server.query(`DROP DATABASE IF EXISTS ${BY_CLIENT}; CREATE DATABASE ${BY_CLIENT} CHARACTER SET utf8mb4`);
  const refusal = await server.load(dumpFile, BY_CLIENT).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const theirs = await readTables(server, BY_CLIENT);
  const found: string[] = [];
  for (const strategy of STRATEGIES) {
    try {
      const { proofs } = await loadOurWay(mysql, database, dumpFile, strategy);
      const ours = await readTables(server, stagingSchema(database));
      // LOCAL takes what a strict server refuses of a dump that does not set its sql_mode: then it must be what was dumped.
      const wanted = refusal === undefined ? theirs : await readTables(server, database);
      found.push(...differences(ours, wanted).map((difference) => `${strategy}: ${difference}${refusal === undefined ? '' : ` (the client refuses: ${refusal.slice(-200)})`}`));
      for (const { table, content } of proofs) if (content.kind !== 'proved') COUNTED.set(content.reason, table);
    } catch (error) {
      if (refusal === undefined) found.push(`${strategy}: refused, though the client takes it: ${String(error)}`);
    }
  }
  return found;
}

/** Why tables were counted and not summed, so far, each reason with one of its tables. */
export const COUNTED = new Map<string, string>();
