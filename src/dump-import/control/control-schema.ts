import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName, quoteQualified } from '../../connectors/mysql/quote-name.js';
import { CONTROL_SCHEMA } from '../../contracts/dump-import/target-names.js';

/** The quoted name of a table in the control schema. */
export const controlTable = (name: string): string => quoteQualified(CONTROL_SCHEMA, name);

/** Creates the control schema and its missing tables; idempotent. Needs the publisher's account. */
export const ensureControlSchema = async (publisher: MysqlConnection): Promise<void> => {
  await publisher.execute(
    `CREATE DATABASE IF NOT EXISTS ${quoteName(CONTROL_SCHEMA)} CHARACTER SET utf8mb4`,
    'Cannot create the control schema',
  );
  for (const [name, columns] of Object.entries(TABLES)) {
    await publisher.execute(
      `CREATE TABLE IF NOT EXISTS ${controlTable(name)} (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      `Cannot create the control table "${name}"`,
    );
  }
};

const TABLES = {
  /** Who may write; a number is never given twice. */
  epochs: `epoch BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL,
    run_id VARCHAR(64) CHARACTER SET ascii NOT NULL,
    scope VARCHAR(64) NOT NULL,
    taken_at DATETIME(3) NOT NULL,
    revoked BOOLEAN NOT NULL DEFAULT FALSE,
    KEY (pipeline, revoked)`,
  /** The connections that an epoch writes through; whoever takes over kills them. */
  connections: `epoch BIGINT UNSIGNED NOT NULL,
    account VARCHAR(16) CHARACTER SET ascii NOT NULL,
    connection_id BIGINT UNSIGNED NOT NULL,
    client VARCHAR(255) NOT NULL,
    PRIMARY KEY (epoch, account, connection_id)`,
  /** Databases that are loaded, proved, and waiting to be published. */
  staged: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL,
    database_name VARCHAR(64) NOT NULL,
    run_id VARCHAR(64) CHARACTER SET ascii NOT NULL,
    epoch BIGINT UNSIGNED NOT NULL,
    attempt INT UNSIGNED NOT NULL,
    server_start BIGINT NOT NULL,
    proof LONGTEXT NOT NULL,
    PRIMARY KEY (pipeline, database_name)`,
  /** Tables that a running load has completed. */
  loaded: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL,
    database_name VARCHAR(64) NOT NULL,
    table_name VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    run_id VARCHAR(64) CHARACTER SET ascii NOT NULL,
    dump CHAR(64) CHARACTER SET ascii NOT NULL,
    server_start BIGINT NOT NULL,
    PRIMARY KEY (pipeline, database_name, table_name)`,
  /** A publish in progress; whoever finds the entry finishes or undoes it. */
  journal: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    epoch BIGINT UNSIGNED NOT NULL,
    started_at DATETIME(3) NOT NULL,
    entry LONGTEXT NOT NULL`,
  /** What could not be completed after a commit, with the statement that does it; every run retries it. */
  unfinished: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL,
    position INT UNSIGNED NOT NULL,
    database_name VARCHAR(64) NOT NULL,
    statement LONGTEXT NOT NULL,
    problem TEXT NOT NULL,
    since DATETIME(3) NOT NULL,
    entry LONGTEXT NOT NULL,
    PRIMARY KEY (pipeline, position)`,
  /** Views, triggers, routines and events from before the first import that it removed. */
  originals: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL,
    database_name VARCHAR(64) NOT NULL,
    pinned_at DATETIME(3) NOT NULL,
    objects LONGTEXT NOT NULL,
    PRIMARY KEY (pipeline, database_name)`,
  /** What the server shows of the views, triggers, routines and events of the live generation. */
  standing: `pipeline VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
    generation BIGINT UNSIGNED NOT NULL,
    objects LONGTEXT NOT NULL`,
} as const;
