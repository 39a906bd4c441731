import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DumpImportSettings, LoadStrategy } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import type { LoadReport } from '../../src/dump-import/load/load-dump.js';
import { loadDump } from '../../src/dump-import/load/load-dump.js';
import { proveDatabase } from '../../src/dump-import/proof/prove-database.js';
import type { TableProof } from '../../src/contracts/dump-import/proof.js';
import { stagingSchema } from '../../src/contracts/dump-import/target-names.js';
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
export async function loadOurWay(
  mysql: MysqlSettings,
  database: string,
  dumpFile: string,
  strategy: LoadStrategy | 'auto',
  change: Partial<DumpImportSettings> = {},
): Promise<LoadedWay> {
  const settings = pipelineSettings('equality', [database], { requireTrailer: false, ...change });
  const directory = temporaryFolder('equality-work');
  const index = await indexDump(mysql, settings, { database, directory, dumpFile });
  const common = { database, index, onProgress: () => undefined };
  const report = await loadDump(mysql, {
    ...common,
    pipeline: 'equality',
    runId: `r${++runs}`,
    dumpFile,
    connections: 2,
    strategy,
    afterLoad: [],
    charset: 'utf8mb4',
  });
  return { report, proofs: await proveDatabase(mysql, common) };
}

/** The schema that `loadByClient` fills. */
export const BY_CLIENT = 'by_client';

/**
 * What is wrong with one dump: where our two ways end elsewhere than the vendor's client does. Empty where nothing is.
 */
export async function compareWays(
  server: DatabaseServer,
  mysql: MysqlSettings,
  database: string,
  dumpFile: string,
): Promise<string[]> {
  let refusal = await loadByClient(server, dumpFile);
  // LOCAL takes what a strict server refuses of a dump that does not set its sql_mode: then as one that is not strict.
  const strict = refusal !== undefined;
  if (strict) refusal = await loadByClient(server, permissive(dumpFile));
  const theirs = await readTables(server, BY_CLIENT);
  const found: string[] = [];
  for (const strategy of STRATEGIES) {
    try {
      await loadOurWay(mysql, database, dumpFile, strategy);
      if (refusal !== undefined) found.push(`${strategy}: taken, though the client says ${refusal.slice(-300)}`);
      else
        found.push(
          ...differences(await readTables(server, stagingSchema(database)), theirs).map(
            (difference) => `${strategy}: ${difference}`,
          ),
        );
    } catch (error) {
      // The statements of a strict server's refusal are refused by it here too.
      if (refusal === undefined && !(strict && strategy === 'forward-inserts'))
        found.push(`${strategy}: refused, though the client takes it: ${String(error)}`);
    }
  }
  return found;
}

/** Loads a dump by the vendor's client into a separate schema; returns its error message if it fails. */
export async function loadByClient(server: DatabaseServer, dumpFile: string): Promise<string | undefined> {
  await server.query(`DROP DATABASE IF EXISTS ${BY_CLIENT}; CREATE DATABASE ${BY_CLIENT} CHARACTER SET utf8mb4`);
  return server.load(dumpFile, BY_CLIENT).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

function permissive(dumpFile: string): string {
  const file = join(temporaryFolder('permissive'), 'dump.sql');
  writeFileSync(file, Buffer.concat([Buffer.from("SET sql_mode = '';\n"), readFileSync(dumpFile)]));
  return file;
}
