import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseProof } from '../../src/contracts/dump-import/proof.js';
import type { DumpImportSettings, LoadStrategy } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { indexDump } from '../support/index-dump.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import { loadDumpFile, publishStaged } from '../support/load-dump-file.js';
import type { DatabaseServer } from '../support/database-server.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { startTargetServer } from '../support/target-server.js';
import { pipelineSettings, targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { dumpOf } from './both-ways.js';
import { readDefinitions } from './read-definitions.js';
import { differences, readTables } from './read-schema.js';

/**
 * Two servers: what is live on the one was imported by the product, what is on the other was loaded by the vendor's
 * client, under the same names.
 */
export interface ImportSite {
  readonly mysql: MysqlSettings;
  /** Makes a database on the client's server from statements. */
  readonly make: (database: string, sql: string, charset?: string) => Promise<void>;
  readonly dump: (database: string, options: readonly string[]) => Promise<string>;
  readonly loadByClient: (database: string, dumpFile: string, options: readonly string[]) => Promise<void>;
  readonly index: (database: string, dumpFile: string, change?: Partial<DumpImportSettings>) => Promise<Indexed>;
  /** All that a run does between the dump and its being live; `change` is of the pipeline's settings. */
  readonly importOurWay: (
    database: string,
    dumpFile: string,
    strategy: LoadStrategy | 'auto',
    change?: Partial<DumpImportSettings>,
  ) => Promise<DatabaseProof>;
  /**
   * Where the two servers differ in a database: its tables' definitions, sums and values, and what `SHOW CREATE` says
   * of all else.
   */
  readonly differences: (database: string) => Promise<string[]>;
  readonly server: DatabaseServer;
  readonly reference: DatabaseServer;
  readonly stop: () => Promise<void>;
}

export interface Indexed {
  readonly settings: DumpImportSettings;
  readonly dumpFile: string;
  readonly index: DumpIndex;
}

/** A dump with `--compact` does not say what it needs to be loaded. */
const PERMISSIVE = { args: ['--sql-mode='] };

/** Starts both servers, with further options. */
export async function startImportSite(databases: readonly string[], args: readonly string[] = []): Promise<ImportSite> {
  const options = { args: [...PERMISSIVE.args, ...args] };
  const [reference, server] = await Promise.all([startTargetServer(options), startTargetServer(options)]);
  const mysql = targetSettings(server, await createAccounts(server, { databases }));
  let runs = 0;

  const index: ImportSite['index'] = async (database, dump, change = {}) => {
    const settings = pipelineSettings(database, [database], { requireTrailer: false, ...change });
    const directory = temporaryFolder('shape');
    const dumpFile = join(directory, 'dump.sql');
    copyFileSync(dump, dumpFile);
    const found = await indexDump(mysql, settings, { database, directory, dumpFile });
    // One dump after the other, which have nothing to do with each other.
    const guards = { ...settings.publish.guards, enabled: false };
    return {
      settings: { ...settings, publish: { ...settings.publish, allowPartitioned: true, guards } },
      dumpFile,
      index: found,
    };
  };

  return {
    mysql,
    server,
    reference,
    index,
    make: async (database, sql, charset = 'utf8mb4') => {
      await reference.query(`CREATE DATABASE ${database} CHARACTER SET ${charset}`);
      await reference.query(sql, { database });
    },
    dump: (database, options) => dumpOf(reference, database, options),
    loadByClient: async (database, dumpFile, options) => {
      const whole = options.includes('--databases');
      await reference.query(`DROP DATABASE IF EXISTS ${database}${whole ? '' : `; CREATE DATABASE ${database}`}`);
      await reference.load(
        options.includes('--compact') ? withoutForeignKeyChecks(dumpFile) : dumpFile,
        whole ? undefined : database,
      );
    },
    importOurWay: async (database, dump, strategy, change) => {
      const { settings, dumpFile, index: found } = await index(database, dump, change);
      const runId = `run-${++runs}`;
      const { proof } = await loadDumpFile(mysql, { settings, runId, dumpFile, index: found, strategy });
      await publishStaged(mysql, settings, runId);
      return proof;
    },
    differences: async (database) => [
      ...differences(await readTables(server, database), await readTables(reference, database)),
      ...differences(await readDefinitions(server, database), await readDefinitions(reference, database)),
    ],
    stop: async () => {
      await Promise.all([reference.stop(), server.stop()]);
    },
  };
}

/**
 * `--compact` leaves out what lets a table come before those that it refers to; the loader never checks them while it
 * loads.
 */
function withoutForeignKeyChecks(dumpFile: string): string {
  const file = join(temporaryFolder('compact'), 'dump.sql');
  writeFileSync(file, Buffer.concat([Buffer.from('SET foreign_key_checks = 0;\n'), readFileSync(dumpFile)]));
  return file;
}
