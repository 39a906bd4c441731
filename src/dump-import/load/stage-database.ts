import { availableParallelism } from 'node:os';
import { readServerFacts, serverMark } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import type { ImportedArchive } from '../../contracts/dump-import/archive.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { DumpIndex } from '../../formats/mysql-dump/dump-index.js';
import type { LoadKey } from '../control/loaded-tables.js';
import { forgetLoadedTables, provedKey, readLoadedTables, tableKey } from '../control/loaded-tables.js';
import { readServerStart } from '../control/server-start.js';
import { writeStagedDatabase } from '../control/staged-databases.js';
import { takeEpoch } from '../control/take-epoch.js';
import { chooseConnections } from './connections/choose-connections-rules.js';
import { namingCollations } from './naming-collations.js';
import type { TableWarnings } from './load-warnings.js';
import type { TableProofs } from './table-proofs.js';
import { proveDatabase } from '../proof/prove-database.js';

export interface StageRequest {
  readonly pipeline: string;
  readonly runId: string;
  /** Attempt of the run, from 1. @default 1 */
  readonly attempt?: number;
  readonly archive: ImportedArchive;
  readonly index: DumpIndex;
  /** Connections that prove tables in parallel; see `chooseConnections`. @default 1 */
  readonly connections?: number | 'auto';
  /** As in `ProofRequest`. */
  readonly dumpFile?: string;
  /** @default none */
  readonly proofs?: TableProofs;
  readonly warnings?: readonly TableWarnings[];
  readonly showValues?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress: (tablesDone: number, tablesTotal: number, table: string) => void;
}

/**
 * Proves what is in staging and records the proof, which allows the publish. Takes its epoch before the proof begins,
 * so that nobody can write to staging afterwards. Throws PROOF_FAILED, FENCED, `MYSQL_…`.
 */
export const stageDatabase = async (mysql: MysqlSettings, request: StageRequest): Promise<DatabaseProof> => {
  const { pipeline, runId, attempt = 1, archive, index, signal, onProgress } = request;
  const abort = signal === undefined ? {} : { signal };
  const { dumpFile, warnings, showValues } = request;
  const told = {
    ...(dumpFile !== undefined && { dumpFile }),
    ...(warnings && { warnings }),
    ...(showValues !== undefined && { showValues }),
  };
  const epoch = await takeEpoch(mysql, { pipeline, runId, scope: archive.database, ...abort });
  try {
    const facts = await readServerFacts(epoch.publisher);
    const connections = chooseConnections(request.connections ?? 1, facts, availableParallelism());
    const key: LoadKey = {
      ...{ pipeline, runId, database: archive.database, archive: archive.checksum },
      serverStart: await readServerStart(epoch.publisher),
    };
    const noted = await readLoadedTables(epoch.publisher, key);
    const tables = await proveDatabase(mysql, {
      database: archive.database,
      index,
      connections,
      provedBefore: (table) => {
        const content = tableKey(key, index, table);
        return noted.get(table.name) === provedKey(content) ? request.proofs?.get(content) : undefined;
      },
      onProgress,
      ...told,
      ...abort,
    }).catch(async (error: unknown) => {
      // A load that differs from the dump must not be continued.
      if (isStevedoreError(error) && error.code === 'PROOF_FAILED')
        await forgetLoadedTables(epoch.publisher, pipeline, archive.database);
      throw namingCollations(error, index);
    });
    const { charset, collation } = index.left ?? index;
    const proof: DatabaseProof = {
      database: archive.database,
      archive,
      tables,
      objects: index.objects,
      ...(charset === undefined ? {} : { charset }),
      ...(collation === undefined ? {} : { collation }),
      dumpBytes: index.bytes,
      server: serverMark(facts),
    };
    await writeStagedDatabase(epoch.publisher, { pipeline, runId, attempt, epoch: epoch.number }, proof);
    return proof;
  } finally {
    await epoch.close();
  }
};
