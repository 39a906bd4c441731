import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { DatabaseProof, TableProof } from '../../src/contracts/dump-import/proof.js';
import { writeStagedDatabase } from '../../src/dump-import/control/staged-databases.js';
import { takeEpoch } from '../../src/dump-import/control/take-epoch.js';
import { createSchema, dropSchema } from '../../src/dump-import/drop-schema.js';
import { archiveOf } from './archive-of.js';

export interface StageByHandRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly database: string;
  /** What fills the new staging schema, its default database. */
  readonly statements: readonly string[];
  readonly tables: readonly string[];
  /** Told of each table, for the guards. */
  readonly proof?: Partial<TableProof>;
  readonly change?: Partial<DatabaseProof>;
}

/** Fills the staging of one database by statements, with a loader's rights, and records its tables as proved. */
export const stageByHand = async (mysql: MysqlSettings, request: StageByHandRequest): Promise<void> => {
  const { pipeline, runId, database, statements, tables, proof, change } = request;
  const epoch = await takeEpoch(mysql, { pipeline, runId, scope: database });
  const loader = await epoch.open('loader');
  const staging = `imp_${database}`;
  // As a run does: MariaDB may leave a file of a trigger that keeps the schema's folder.
  await dropSchema(loader, staging);
  await createSchema(loader, staging, {});
  for (const sql of [`USE ${staging}`, ...statements]) {
    await loader.query(sql);
  }
  await writeStagedDatabase(
    epoch.publisher,
    { pipeline, runId, attempt: 1, epoch: epoch.number },
    {
      database,
      archive: archiveOf(database),
      tables: tables.map((table) => ({
        ...{ table, rows: 1, content: { kind: 'proved', sum: '1' }, leftOut: [], columns: [] },
        ...proof,
      })),
      objects: [],
      dumpBytes: 1,
      ...change,
    },
  );
  await epoch.close();
};
