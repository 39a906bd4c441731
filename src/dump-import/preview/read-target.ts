import { withConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { MysqlSettings } from '../../contracts/settings.js';
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
  /** All that it knows, in lower case. */
  readonly collations?: ReadonlySet<string>;
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
  const facts = await withConnection(mysql, 'loader', {}, async (loader) => {
    const server = await readServerFacts(loader);
    const { flavor, version } = server;
    const rows = await loader.query(
      `SELECT COLLATION_NAME AS name FROM information_schema.COLLATIONS${flavor === 'mariadb' && version >= 101001 ? FULL_NAMES : ''}`,
    );
    return { ...server, collations: new Set(rows.map((row) => String(row['name']).toLowerCase())) };
  });
  const live = await withConnection(mysql, 'publisher', {}, (publisher) => readCurrentToken(publisher, pipeline));
  return { ...facts, live };
};

/** MariaDB lists collations of several character sets under a short name. */
const FULL_NAMES = ' UNION SELECT FULL_COLLATION_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY';
