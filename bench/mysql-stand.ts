import { openMysqlTarget } from '../src/table-import/target/mysql/mysql-target.js';
import type { DatabaseServer } from '../test/support/database-server.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysql } from '../test/support/mysql-server.js';
import { CSV_HEADERS } from './generate-csv.js';
import type { CsvKind } from './generate-csv.js';
import type { TableStand } from './postgres-stand.js';

/** With memory for the data, and a log that is written as in production. */
const SETTINGS = ['--innodb-buffer-pool-size=1G', '--innodb-flush-log-at-trx-commit=1'];
const LOG: Readonly<Record<DatabaseServer['flavor'], string>> = {
  mariadb: '--innodb-log-file-size=2G',
  mysql: '--innodb-redo-log-capacity=4G',
};

const SCHEMA = 'bench';
const ROOT = { user: 'root', password: '' };

export const MYSQL_COLUMNS: Readonly<Record<CsvKind, string>> = {
  wide: CSV_HEADERS.wide
    .split(',')
    .map((name) => (name === 'id' ? 'id INTEGER PRIMARY KEY' : `${name} VARCHAR(80)`))
    .join(', '),
  narrow: `id INTEGER PRIMARY KEY, email VARCHAR(80), username VARCHAR(40), age SMALLINT, active BOOLEAN,
    score DECIMAL(10,3), created_at DATETIME, bio TEXT`,
};

/** How the file is read by the server: what has no form of MySQL's is made one. */
export const LOADED: Readonly<Record<CsvKind, string>> = {
  wide: "LINES TERMINATED BY '\\n' IGNORE 1 LINES",
  narrow: `LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES (id, email, username, age, @active, score, @created, bio)
    SET active = @active = 'true', created_at = REPLACE(@created, 'Z', '')`,
};

/** Starts a server; the peer is its client's LOAD DATA LOCAL of the CSV into a table like the target, and an upsert. */
export const startMysqlStand = async (flavor: DatabaseServer['flavor']): Promise<TableStand> => {
  const args = [...SETTINGS, LOG[flavor]];
  const server = await (flavor === 'mysql' ? startMysql : startMariadb)({ args });
  await server.query(`CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4`);
  const target = openMysqlTarget(
    { address: { socket: server.socket }, tls: 'off', loader: ROOT, publisher: ROOT, owner: ROOT },
    { applicationName: 'bench' },
  );
  const query = (sql: string) => server.query(sql, { database: SCHEMA, sendsFiles: true });
  let kind: CsvKind = 'wide';
  return {
    target,
    schema: SCHEMA,
    peerName: flavor,
    pid: () => server.pid,
    describe: async () => `${flavor} ${await query('SELECT VERSION()')}: ${args.join(' ')}`,
    createTables: async (wanted) => {
      kind = wanted;
      for (const table of ['ours', 'theirs']) {
        await query(`DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (${MYSQL_COLUMNS[kind]})`);
      }
    },
    peer: async (path) => {
      const others = CSV_HEADERS[kind].split(',').filter((name) => name !== 'id');
      // The keys of a file follow one another, so their number needs no count.
      const rows = 'SELECT IFNULL(MAX(id) - MIN(id) + 1, 0) FROM theirs';
      const told = await query(`${rows}; CREATE TABLE loaded LIKE theirs;
        LOAD DATA LOCAL INFILE '${path}' INTO TABLE loaded CHARACTER SET utf8mb4
          FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' ${LOADED[kind]};
        INSERT INTO theirs SELECT * FROM loaded
          ON DUPLICATE KEY UPDATE ${others.map((name) => `${name} = loaded.${name}`).join(', ')};
        SELECT ROW_COUNT(); ${rows}; DROP TABLE loaded`);
      const [before = 0, affected = 0, after = 0] = told.split('\n').map(Number);
      const inserted = after - before;
      return `${inserted} ${(affected - inserted) / 2}`;
    },
    stop: () => server.stop(),
  };
};
