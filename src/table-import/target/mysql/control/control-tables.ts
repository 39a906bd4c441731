import { mysqlErrorNumber } from '../../../../connectors/mysql/errors.js';
import type { MysqlConnection, Row } from '../../../../connectors/mysql/open-connection.js';
import { quoteName, quoteQualified } from '../../../../connectors/mysql/quote-name.js';
import { CONTROL_SCHEMA, LEDGER_TABLE, REJECTS_TABLE } from '../../control-names.js';

/** The quoted name of a table in the control schema. */
export const controlTable = (name: string): string => quoteQualified(CONTROL_SCHEMA, name);

export const LEDGER = controlTable(LEDGER_TABLE);
export const REJECTS = controlTable(REJECTS_TABLE);

/** Creates what is missing of the control schema; an account without the right to needs it to be there. */
export const ensureControlTables = async (connection: MysqlConnection): Promise<void> => {
  const [found] = await connection.query(
    `SELECT (SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?) AS has_schema,
      (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME IN (?, ?)) AS has_tables`,
    [CONTROL_SCHEMA, CONTROL_SCHEMA, LEDGER_TABLE, REJECTS_TABLE],
    'Cannot look for the control schema',
  );
  if (Number(found?.['has_tables']) === TABLES.length) return;
  const action = `Cannot create the database "${CONTROL_SCHEMA}" and its tables`;
  if (Number(found?.['has_schema']) === 0) {
    await connection.execute(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(CONTROL_SCHEMA)} CHARACTER SET utf8mb4`,
      action,
    );
  }
  for (const table of TABLES) await connection.execute(`${table} ENGINE=InnoDB CHARACTER SET utf8mb4`, action);
};

const RUN = 'VARCHAR(255) COLLATE utf8mb4_bin';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS ${LEDGER} (
    run_id ${RUN} NOT NULL,
    file_no INT UNSIGNED NOT NULL,
    epoch BIGINT UNSIGNED NOT NULL,
    session BIGINT UNSIGNED NOT NULL,
    reached VARCHAR(16) NOT NULL,
    records BIGINT UNSIGNED NOT NULL DEFAULT 0,
    inserted BIGINT UNSIGNED NOT NULL DEFAULT 0,
    updated BIGINT UNSIGNED NOT NULL DEFAULT 0,
    unchanged BIGINT UNSIGNED NOT NULL DEFAULT 0,
    superseded BIGINT UNSIGNED NOT NULL DEFAULT 0,
    rejected BIGINT UNSIGNED NOT NULL DEFAULT 0,
    staged_rows BIGINT UNSIGNED NOT NULL DEFAULT 0,
    target_schema VARCHAR(64) NOT NULL,
    target_table VARCHAR(64) NOT NULL,
    updated_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (run_id, file_no))`,
  `CREATE TABLE IF NOT EXISTS ${REJECTS} (
    run_id ${RUN} NOT NULL,
    file_no INT UNSIGNED NOT NULL,
    line BIGINT UNSIGNED NOT NULL,
    number BIGINT UNSIGNED NOT NULL,
    reasons LONGTEXT NOT NULL,
    raw MEDIUMBLOB NOT NULL,
    raw_bytes BIGINT UNSIGNED NOT NULL,
    mended MEDIUMBLOB NULL,
    state VARCHAR(16) NOT NULL DEFAULT 'open',
    replay_run_id ${RUN} NULL,
    created_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (run_id, file_no, line))`,
] as const;

/** Reads control tables; nothing where they have not been created yet. */
export const readControl = async (
  connection: MysqlConnection,
  sql: string,
  values: readonly unknown[],
  action: string,
): Promise<Row[]> => {
  try {
    return await connection.query(sql, values, action);
  } catch (error) {
    if (NOT_THERE.has(mysqlErrorNumber(error) ?? 0)) return [];
    throw error;
  }
};

/** Unknown database, unknown table. */
const NOT_THERE = new Set([1049, 1146]);
