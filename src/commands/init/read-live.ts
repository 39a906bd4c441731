import { mysqlUrl } from '../../config/connections/mysql-url.js';
import { MYSQL_URL_RULE } from '../../config/connections/mysql-settings.js';
import { isLoopback } from '../../config/fields/tls-setting.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';

/** A database of the server, with what it holds by the server's own count. */
export interface LiveDatabase {
  readonly name: string;
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface LiveServer {
  readonly flavor: 'mysql' | 'mariadb';
  readonly host: string;
  readonly port: number;
  readonly databases: readonly LiveDatabase[];
}

/** Reads which databases a MySQL or MariaDB server has; changes nothing. Throws REQUEST_INVALID, `MYSQL_…` codes. */
export const readLive = async (variable: string, url: string | undefined, signal: AbortSignal): Promise<LiveServer> => {
  const parts = url === undefined ? undefined : mysqlUrl(url);
  if (parts?.account === undefined) {
    const why = url === undefined ? 'it is not set' : `it ${MYSQL_URL_RULE}`;
    throw new StevedoreError('REQUEST_INVALID', `Cannot read the live databases by the variable ${variable}: ${why}`);
  }
  const { address, account } = parts;
  const settings = {
    address,
    tls: isLoopback(address.host) ? ('off' as const) : ('system' as const),
    ...{ loader: account, publisher: account, owner: account },
  };
  return withConnection(settings, 'publisher', { signal }, async (connection) => {
    const [version] = await connection.query('SELECT VERSION() AS version');
    const rows = await connection.query(DATABASES);
    return {
      flavor: /mariadb/i.test(String(version?.['version'])) ? 'mariadb' : 'mysql',
      ...address,
      databases: rows
        .map((row) => ({
          name: String(row['name']),
          tables: Number(row['tables']),
          rows: Number(row['rows_']),
          bytes: Number(row['bytes']),
        }))
        .filter(({ name }) => !NOT_OURS.test(name)),
    };
  });
};

const DATABASES = `
  SELECT s.SCHEMA_NAME AS name, COUNT(t.TABLE_NAME) AS \`tables\`,
    COALESCE(SUM(t.TABLE_ROWS), 0) AS rows_, COALESCE(SUM(t.DATA_LENGTH), 0) AS bytes
  FROM information_schema.SCHEMATA s
  LEFT JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = s.SCHEMA_NAME AND t.TABLE_TYPE = 'BASE TABLE'
  GROUP BY s.SCHEMA_NAME ORDER BY s.SCHEMA_NAME`;

/** The server's own, and those that imports keep beside a live one. */
const NOT_OURS = /^(?:information_schema|performance_schema|mysql|sys|stevedore|(?:imp|prev\d*|orig)_.*)$/i;
