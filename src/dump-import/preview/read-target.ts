import { withConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { readCurrentToken } from '../control/tokens.js';
import type { TokenReading } from '../control/tokens.js';

/** The server that a dump is looked at for. */
export interface PreviewTarget {
  readonly flavor: 'mariadb' | 'mysql';
  readonly version: number;
  /** Whether it takes LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /** A node of a Galera cluster, and the bytes of the largest transaction that it takes. @default not one */
  readonly galera?: boolean;
  readonly maxTransactionBytes?: number;
  /** Cores, where it tells. */
  readonly processors?: number;
  /** Bytes; a longer statement cannot be loaded. */
  readonly maxAllowedPacket?: number;
  /** Of the pipeline. */
  readonly live?: TokenReading;
}

/** What a dump is read for where no server can be asked. */
export const ASSUMED_TARGETS = {
  mariadb: { flavor: 'mariadb', version: 101100, localInfile: true },
  mysql: { flavor: 'mysql', version: 80400, localInfile: true },
} as const satisfies Record<string, PreviewTarget>;

/** Asks the target, reading only. Throws `MYSQL_…` codes. */
export const readTarget = async (mysql: MysqlSettings, pipeline: string): Promise<PreviewTarget> => {
  const facts = await withConnection(mysql, 'loader', {}, readServerFacts);
  const live = await withConnection(mysql, 'publisher', {}, (publisher) => readCurrentToken(publisher, pipeline));
  return { ...facts, live };
};
