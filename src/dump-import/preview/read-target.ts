import { withConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { readCurrentToken } from '../control/tokens.js';
import type { TokenReading } from '../control/tokens.js';

/** The server that a dump is previewed for. */
export interface PreviewTarget {
  readonly flavor: 'mariadb' | 'mysql';
  readonly version: number;
  /** Whether it accepts LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /**
   * Present for a node of a Galera cluster: the largest transaction that it accepts, in bytes. @default not a cluster
   */
  readonly galera?: boolean;
  readonly maxTransactionBytes?: number;
  /** Number of cores, if known. */
  readonly processors?: number;
  /** Bytes; a longer statement cannot be loaded. */
  readonly maxAllowedPacket?: number;
  /** The pipeline's live generation. */
  readonly live?: TokenReading;
}

/** The server that a dump is read for if none can be asked. */
export const ASSUMED_TARGETS = {
  mariadb: { flavor: 'mariadb', version: 101100, localInfile: true },
  mysql: { flavor: 'mysql', version: 80400, localInfile: true },
} as const satisfies Record<string, PreviewTarget>;

/** Asks the target; only reads. Throws `MYSQL_…` codes. */
export const readTarget = async (mysql: MysqlSettings, pipeline: string): Promise<PreviewTarget> => {
  const facts = await withConnection(mysql, 'loader', {}, readServerFacts);
  const live = await withConnection(mysql, 'publisher', {}, (publisher) => readCurrentToken(publisher, pipeline));
  return { ...facts, live };
};
