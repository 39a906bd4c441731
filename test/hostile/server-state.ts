import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MariadbServer } from '../support/mariadb-server.js';

/** Schemas that an import of `shop` may write to. */
const OWN = ['shop', 'imp_shop', 'prev_shop', 'prev2_shop', 'orig_shop', 'stevedore'];
const OWN_LIST = OWN.map((name) => `'${name}'`).join(',');
/** The server's own notes on tables that come and go, and on logs. */
const NOTES =
  'innodb_index_stats innodb_table_stats column_stats index_stats table_stats proc procs_priv event general_log slow_log transaction_registry gtid_executed'.split(
    ' ',
  );
const MOVING = "'GTID_BINLOG_POS','GTID_BINLOG_STATE','GTID_CURRENT_POS','INNODB_BUFFER_POOL_LOAD_AT_STARTUP'";

const others = (column: string) => `${column} NOT IN (${OWN_LIST},'sys','information_schema','performance_schema')`;

const OF_MARIADB: Readonly<Record<string, string>> = {
  routines: `SELECT db, name, body FROM mysql.proc WHERE ${others('db')} ORDER BY 1, 2`,
  events: `SELECT db, name, body, status, last_executed FROM mysql.event WHERE ${others('db')} ORDER BY 1, 2`,
  accounts: 'SELECT * FROM mysql.global_priv ORDER BY 1, 2',
  grants: `SELECT * FROM mysql.db ORDER BY 1, 2, 3; SELECT * FROM mysql.tables_priv ORDER BY 1, 2, 3, 4; SELECT * FROM mysql.procs_priv WHERE ${others('db')}`,
  servers: 'SELECT * FROM mysql.servers; SELECT * FROM mysql.func; SELECT * FROM mysql.plugin',
  variables: `SELECT * FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME NOT IN (${MOVING}) ORDER BY 1`,
  replication: 'SHOW ALL SLAVES STATUS',
};
const OF_MYSQL: Readonly<Record<string, string>> = {
  routines: `SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_DEFINITION, SECURITY_TYPE, DEFINER FROM information_schema.ROUTINES WHERE ${others('ROUTINE_SCHEMA')} ORDER BY 1, 2`,
  events: `SELECT EVENT_SCHEMA, EVENT_NAME, EVENT_DEFINITION, STATUS, LAST_EXECUTED FROM information_schema.EVENTS WHERE ${others('EVENT_SCHEMA')} ORDER BY 1, 2`,
  accounts: 'SELECT * FROM mysql.user ORDER BY 1, 2',
  grants: ['db', 'tables_priv', 'columns_priv', 'global_grants', 'role_edges', 'default_roles', 'proxies_priv']
    .map((table) => `SELECT * FROM mysql.${table} ORDER BY 1, 2, 3, 4`)
    .concat(`SELECT * FROM mysql.procs_priv WHERE ${others('Db')}`)
    .join('; '),
  servers:
    'SELECT * FROM mysql.servers; SELECT * FROM mysql.func; SELECT * FROM mysql.plugin; SELECT * FROM mysql.component',
  variables:
    "SELECT * FROM performance_schema.global_variables WHERE VARIABLE_NAME <> 'gtid_executed' ORDER BY 1; SELECT * FROM performance_schema.persisted_variables",
  replication: 'SELECT * FROM performance_schema.replication_connection_configuration',
};

/**
 * Everything on a server, and in the folders around it, that an import of `shop` must leave alone, as texts by what
 * they describe: tables of every other schema with their checksums, objects, accounts and grants, plugins and
 * functions, global variables, files.
 */
export const readServerState = async (
  server: MariadbServer,
  folders: readonly string[],
): Promise<Record<string, string>> => {
  const tables = await server.query(
    `SELECT CONCAT(QUOTE(TABLE_SCHEMA), '.', QUOTE(TABLE_NAME)) FROM information_schema.TABLES
      WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN (${OWN_LIST},'information_schema','performance_schema')
        AND NOT (TABLE_SCHEMA = 'mysql' AND TABLE_NAME IN (${NOTES.map((name) => `'${name}'`).join(',')})) ORDER BY 1`,
  );
  const names = tables.split('\n').map((line) => line.replaceAll("'", '`'));
  const queries: Record<string, string> = {
    rows: `CHECKSUM TABLE ${names.join(', ')}`,
    schemas: `SELECT * FROM information_schema.SCHEMATA WHERE ${others('SCHEMA_NAME')}`,
    columns: `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE ${others('TABLE_SCHEMA')} ORDER BY 1, 2, 3`,
    keys: `SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME FROM information_schema.STATISTICS WHERE ${others('TABLE_SCHEMA')} ORDER BY 1, 2, 3`,
    views: `SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE ${others('TABLE_SCHEMA')} ORDER BY 1, 2`,
    triggers: `SELECT TRIGGER_SCHEMA, TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE ${others('TRIGGER_SCHEMA')} ORDER BY 1, 2`,
    plugins: 'SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS ORDER BY 1',
    locks: "SELECT IS_USED_LOCK('canary')",
    ...(server.flavor === 'mysql' ? OF_MYSQL : OF_MARIADB),
  };
  const answers = await server.query(
    Object.entries(queries)
      .map(([what, sql]) => `SELECT '\u241e ${what}';\n${sql}`)
      .join(';\n'),
  );
  const state = Object.fromEntries(
    answers
      .split('\u241e ')
      .slice(1)
      .map((part): [string, string] => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
  return { ...state, files: [dirname(server.dataDir), ...folders].flatMap((folder) => listFiles(folder)).join('\n') };
};

/**
 * Names of all files but those of own schemas and of what the server writes for itself; the contents of those beside
 * the server.
 */
const listFiles = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !OWN.some((own) => name.startsWith(`data/${own}/`) || name === `data/${own}`))
    .filter(
      (name) =>
        !/^data\/(undo|ib|aria_log|binlog|ddl_recovery|ddl_log|multi-master|master-|#innodb_|#ib_)|^tmp\/|^(#sql|ib[A-Z]|ML)|\.(pid|sock|log)$/.test(
          name,
        ),
    )
    .sort()
    .map((name) => (name.startsWith('canary') ? `${name}: ${readFileSync(join(folder, name), 'utf8')}` : name));
