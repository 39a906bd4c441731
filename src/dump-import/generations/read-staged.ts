import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import { readProvedDatabases } from '../control/staged-databases.js';
import { readCurrentToken } from '../control/tokens.js';

/** What a run would publish, and what it would replace. */
export interface StagedGeneration {
  /** Databases that the run has loaded and proved; none before that, and after the publish. */
  readonly databases: readonly DatabaseProof[];
  /** @default nothing of ours is live */
  readonly live?: Provenance;
}

/** Reads what a run has staged, from the proofs beside the data. Throws `MYSQL_…` codes. */
export const readStaged = (
  mysql: MysqlSettings,
  key: { readonly pipeline: string; readonly runId: string },
  signal: AbortSignal,
): Promise<StagedGeneration> =>
  withConnection(mysql, 'publisher', { signal }, async (publisher) => {
    const databases = await readProvedDatabases(publisher, key);
    const current = await readCurrentToken(publisher, key.pipeline);
    return { databases, ...(current.kind === 'read' ? { live: current.provenance } : {}) };
  });
