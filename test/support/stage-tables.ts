import type { DatabaseProof } from '../../src/contracts/dump-import/proof.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { writeStagedDatabase } from '../../src/dump-import/control/staged-databases.js';
import { takeEpoch } from '../../src/dump-import/control/take-epoch.js';

export interface StageTablesRequest {
  readonly settings: DumpImportSettings;
  readonly runId: string;
  /** Tables of each database: `t0`, `t1` … with the columns `id` and `v`. */
  readonly tables: number;
  /** What every `v` is. */
  readonly value: number;
  /** Rows of each table, with ids from 1. @default 1 */
  readonly rows?: number;
  readonly options?: (table: number) => string;
}

/**
 * Fills the staging of every database of a pipeline with tables of one value, as a loader would, and records them as
 * proved.
 */
export const stageTables = async (mysql: MysqlSettings, request: StageTablesRequest): Promise<void> => {
  const { settings, runId, tables, value, rows = 1, options = () => 'ENGINE=InnoDB' } = request;
  const names = Array.from({ length: tables }, (_, n) => `t${n}`);
  const filling = Array.from({ length: rows }, (_, i) => `(${i + 1}, ${value})`).join(', ');
  for (const { name: database } of settings.databases) {
    const epoch = await takeEpoch(mysql, { pipeline: settings.name, runId, scope: database });
    const loader = await epoch.open('loader');
    await loader.execute(`DROP DATABASE IF EXISTS imp_${database}`);
    await loader.execute(`CREATE DATABASE imp_${database}`);
    for (const [n, name] of names.entries()) {
      await loader.execute(
        `CREATE TABLE imp_${database}.${name} (id INT NOT NULL PRIMARY KEY, v INT NOT NULL) ${options(n)}`,
      );
      await loader.execute(`INSERT INTO imp_${database}.${name} VALUES ${filling}`);
    }
    const proof: DatabaseProof = {
      database,
      archive: {
        filename: `${database}.zip`,
        pattern: '*',
        database,
        size: 1,
        modTime: '2026-01-01T00:00:00Z',
        checksum: 'sha256:0',
      },
      tables: names.map((table) => ({ table, rows, content: { kind: 'proved', sum: '1' }, leftOut: [], columns: [] })),
      objects: [],
      dumpBytes: 1,
    };
    await writeStagedDatabase(
      epoch.publisher,
      { pipeline: settings.name, runId, attempt: 1, epoch: epoch.number },
      proof,
    );
    await epoch.close();
  }
};
