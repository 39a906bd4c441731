import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import { controlTable } from './control-schema.js';
import { isWithoutControl } from './is-without-control.js';
import { readServerStart } from './server-start.js';

/** Notes that a database is loaded and proved in staging; idempotent. */
export const writeStagedDatabase = async (
  publisher: MysqlConnection,
  key: { readonly pipeline: string; readonly runId: string; readonly attempt: number; readonly epoch: number },
  proof: DatabaseProof,
): Promise<void> => {
  await publisher.execute(
    `REPLACE INTO ${controlTable('staged')} (pipeline, database_name, run_id, epoch, attempt, server_start, proof) VALUES (${[
      quoteText(key.pipeline),
      quoteText(proof.database),
      quoteText(key.runId),
      key.epoch,
      key.attempt,
      await readServerStart(publisher),
      quoteText(JSON.stringify(proof)),
    ].join(', ')})`,
    `Cannot record the proof of "${proof.database}"`,
  );
};

/**
 * Throws FENCED if this attempt of the run has already proved the database: a load step that arrives now was cut off
 * long ago and must not touch what is about to be published.
 */
export const assertNotStaged = async (
  publisher: MysqlConnection,
  key: { readonly pipeline: string; readonly runId: string; readonly attempt: number },
  database: string,
): Promise<void> => {
  const [staged] = await publisher.query(
    `SELECT 1 FROM ${controlTable('staged')} WHERE pipeline = ? AND database_name = ? AND run_id = ? AND attempt >= ?`,
    [key.pipeline, database, key.runId, key.attempt],
  );
  if (staged === undefined) return;
  throw new StevedoreError('FENCED', `Cannot load "${database}": this attempt of the run has proved it already`, {
    details: { database },
  });
};

/** The proofs of the databases that a run has staged so far; none where nothing was ever imported. */
export const readProvedDatabases = async (
  publisher: MysqlConnection,
  key: { readonly pipeline: string; readonly runId: string },
): Promise<DatabaseProof[]> => {
  const rows = await publisher
    .query(`SELECT proof FROM ${controlTable('staged')} WHERE pipeline = ? AND run_id = ? ORDER BY database_name`, [
      key.pipeline,
      key.runId,
    ])
    .catch((error: unknown) => {
      if (isWithoutControl(error)) return [];
      throw error;
    });
  return rows.map((row) => JSON.parse(String(row['proof'])) as DatabaseProof);
};

/** Returns the proofs of every database of a run. Throws WORK_FILE_MISSING if this run has not staged one of them. */
export const readStagedDatabases = async (
  publisher: MysqlConnection,
  key: { readonly pipeline: string; readonly runId: string },
  databases: readonly string[],
): Promise<DatabaseProof[]> => {
  const rows = await publisher.query(
    `SELECT database_name, proof FROM ${controlTable('staged')} WHERE pipeline = ? AND run_id = ?`,
    [key.pipeline, key.runId],
  );
  const proofs = new Map(rows.map((row) => [row['database_name'], JSON.parse(String(row['proof'])) as DatabaseProof]));
  return databases.map((database) => {
    const proof = proofs.get(database);
    if (proof !== undefined) return proof;
    throw new StevedoreError('WORK_FILE_MISSING', `Cannot publish "${database}": this run has not staged it`, {
      details: { database },
    });
  });
};

/** Deletes the note: before the database is filled again, and after it was published. */
export const forgetStagedDatabase = async (
  publisher: MysqlConnection,
  pipeline: string,
  database: string,
): Promise<void> => {
  await publisher.query(`DELETE FROM ${controlTable('staged')} WHERE pipeline = ? AND database_name = ?`, [
    pipeline,
    database,
  ]);
};
