import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import { mysqlErrorNumber } from '../../../../connectors/mysql/errors.js';
import type { WritePlan } from '../../table-target.js';
import { stagingName } from '../../control-names.js';
import type { TableShape } from '../catalog/table-shape.js';
import { controlTable } from '../control/control-tables.js';

/** The tables that records wait in. */
export interface Staging {
  /** Quoted: `line`, `fate` of those that do not go in, and the columns of the lines. */
  readonly table: string;
  /** Quoted: why lines do not go in. */
  readonly out: string;
  /** Whether it is of the session alone: MySQL then reads it but once in a statement. */
  readonly isTemporary: boolean;
}

/** Records, the table that they go into, and how. */
export interface StagedRecords {
  readonly connection: MysqlConnection;
  readonly staging: Staging;
  readonly shape: TableShape;
  readonly plan: WritePlan;
}

/** Of a file of a run. */
export const fileStaging = (runId: string, fileNo: number): Staging => {
  const name = stagingName(runId, fileNo);
  return { table: controlTable(name), out: controlTable(`${name}_out`), isTemporary: false };
};

/** Of batches: of the session alone. */
export const batchStaging: Staging = {
  table: controlTable('stevedore_batch'),
  out: controlTable('stevedore_batch_out'),
  isTemporary: true,
};

/** What `encodeLine` writes. */
export const LINES = `CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n'`;

/** The condition of records that go in. */
export const GOES_IN = 's.fate IS NULL';

/** Creates the tables anew, empty. It commits what runs. */
export const createStaging = async ({ connection, staging, shape }: StagedRecords): Promise<void> => {
  const temporary = staging.isTemporary ? 'TEMPORARY ' : '';
  const create = (table: string, columns: readonly string[]) =>
    connection.execute(
      `CREATE ${temporary}TABLE ${table} (${columns.join(', ')}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      'Cannot create the staging',
    );
  await connection.execute(`DROP ${temporary}TABLE IF EXISTS ${staging.table}, ${staging.out}`);
  const own = ['line BIGINT UNSIGNED NOT NULL PRIMARY KEY', 'fate CHAR(1) CHARACTER SET ascii NULL'];
  const columns = (isRoomy: boolean) =>
    shape.lines.map(({ staged, stagedType }) => `${staged} ${isRoomy ? roomy(stagedType) : stagedType} NULL`);
  try {
    await create(staging.table, [...own, ...columns(false)]);
  } catch (error) {
    if (mysqlErrorNumber(error) !== ROW_TOO_LARGE) throw error;
    await create(staging.table, [...own, ...columns(true)]);
  }
  await create(staging.out, OUT);
};

/** A table may be as wide as a row can be, and its staging has two columns more. */
const ROW_TOO_LARGE = 1118;
const roomy = (type: string): string => type.replace(/^varchar\(\d{3,}\)/, 'mediumtext');

const OUT = [
  'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY',
  'line BIGINT UNSIGNED NOT NULL',
  'fate CHAR(1) CHARACTER SET ascii NOT NULL',
  'pass INT NOT NULL',
  'code VARCHAR(32) NOT NULL',
  'names TEXT NOT NULL',
  'value TEXT NULL',
  'other BIGINT UNSIGNED NULL',
  'lacks VARCHAR(64) NULL',
  'KEY (line)',
];

/** Empties the tables; of a session's own they are cut, which commits what runs. */
export const emptyStaging = async ({ connection, staging }: StagedRecords): Promise<void> => {
  for (const table of [staging.table, staging.out]) {
    await connection.execute(`TRUNCATE TABLE ${table}`, 'Cannot empty the staging');
  }
};

/** The statement that reads lines into the staging. */
export const loadStatement = ({ staging, shape }: StagedRecords): string => {
  const columns = shape.lines.map(({ staged, loaded }) => (loaded === undefined ? staged : `@${staged}`));
  const made = shape.lines.flatMap(({ staged, loaded }) => (loaded === undefined ? [] : [`${staged} = ${loaded}`]));
  const sets = made.length === 0 ? '' : ` SET ${made.join(', ')}`;
  return `LOAD DATA LOCAL INFILE 'lines' INTO TABLE ${staging.table} ${LINES} (${['line', ...columns].join(', ')})${sets}`;
};
