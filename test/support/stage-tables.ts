import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { stageByHand } from './stage-by-hand.js';

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
    await stageByHand(mysql, {
      pipeline: settings.name,
      runId,
      database,
      statements: names.flatMap((name, n) => [
        `CREATE TABLE ${name} (id INT NOT NULL PRIMARY KEY, v INT NOT NULL) ${options(n)}`,
        `INSERT INTO ${name} VALUES ${filling}`,
      ]),
      tables: names,
      proof: { rows },
    });
  }
};
