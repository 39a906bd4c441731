import type { MysqlConnection, Row } from './open-connection.js';

/** What the loader and the publish need to know about the server. */
export interface ServerFacts {
  readonly flavor: 'mysql' | 'mariadb';
  /** `10.11.19` is 101119, `8.0.33` is 80033. */
  readonly version: number;
  /** Bytes of the longest statement that the server takes. */
  readonly maxAllowedPacket: number;
  readonly lowerCaseTableNames: number;
  /** Whether the server takes `LOAD DATA LOCAL INFILE`. */
  readonly localInfile: boolean;
  /** Bytes. */
  readonly bufferPoolBytes: number;
  /** The format of the binary log, `off` where there is none. */
  readonly binaryLog: 'off' | 'statement' | 'row' | 'mixed';
  /** Whether triggers and functions may be created by accounts without SUPER where there is a binary log. */
  readonly trustsFunctionCreators: boolean;
  /** A node of a Galera cluster. */
  readonly galera: boolean;
  /** Bytes of the largest transaction that a Galera cluster takes. */
  readonly maxTransactionBytes?: number;
  /** Cores, where the server tells: MariaDB makes as many thread groups by default. */
  readonly processors?: number;
}

/** Reads the facts with any account; none of them needs a privilege. */
export const readServerFacts = async (connection: MysqlConnection): Promise<ServerFacts> => {
  // A variable that a server lacks is no error in this form.
  const rows = await connection.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${NAMES.map((name) => `'${name}'`).join()})`,
  );
  const values = new Map(rows.map((row) => [textOf(row, 'Variable_name'), textOf(row, 'Value')]));
  const text = (name: (typeof NAMES)[number]): string => values.get(name) ?? '';
  const isOn = (name: (typeof NAMES)[number]): boolean => /^(on|1)$/i.test(text(name));
  return {
    flavor: /mariadb/i.test(text('version')) ? 'mariadb' : 'mysql',
    version: versionNumber(text('version')),
    maxAllowedPacket: Number(text('max_allowed_packet')),
    lowerCaseTableNames: Number(text('lower_case_table_names')),
    localInfile: isOn('local_infile'),
    bufferPoolBytes: Number(text('innodb_buffer_pool_size')),
    binaryLog: isOn('log_bin') ? (FORMATS.get(text('binlog_format').toLowerCase()) ?? 'row') : 'off',
    trustsFunctionCreators: isOn('log_bin_trust_function_creators'),
    galera: isOn('wsrep_on'),
    ...(isOn('wsrep_on') && { maxTransactionBytes: Number(text('wsrep_max_ws_size')) }),
    ...(Number(text('thread_pool_size')) > 0 && { processors: Number(text('thread_pool_size')) }),
  };
};

/** `10.11.19-MariaDB-log` → 101119. */
export const versionNumber = (text: string): number => {
  const [major = 0, minor = 0, patch = 0] = (/\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
  return major * 10_000 + minor * 100 + patch;
};

const NAMES = [
  'version',
  'max_allowed_packet',
  'lower_case_table_names',
  'local_infile',
  'innodb_buffer_pool_size',
  'log_bin',
  'binlog_format',
  'log_bin_trust_function_creators',
  'wsrep_on',
  'wsrep_max_ws_size',
  'thread_pool_size',
] as const;

const FORMATS: ReadonlyMap<string, ServerFacts['binaryLog']> = new Map([
  ['statement', 'statement'],
  ['row', 'row'],
  ['mixed', 'mixed'],
]);

const textOf = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};
