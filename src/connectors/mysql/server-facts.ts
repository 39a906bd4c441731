import type { MysqlConnection, Row } from './open-connection.js';

/** Facts about the server that the loader and the publish need. */
export interface ServerFacts {
  readonly flavor: 'mysql' | 'mariadb';
  /** `10.11.19` is 101119, `8.0.33` is 80033. */
  readonly version: number;
  /** Bytes of the longest statement that the server accepts. */
  readonly maxAllowedPacket: number;
  readonly lowerCaseTableNames: number;
  /** Whether the server accepts `LOAD DATA LOCAL INFILE`. */
  readonly localInfile: boolean;
  /** Bytes. */
  readonly bufferPoolBytes: number;
  /** The format of the binary log; `off` if it is disabled. */
  readonly binaryLog: 'off' | 'statement' | 'row' | 'mixed';
  /** Whether accounts without SUPER may create triggers and functions while the binary log is on. */
  readonly trustsFunctionCreators: boolean;
  /** A node of a Galera cluster. */
  readonly galera: boolean;
  /** Bytes of the largest transaction that a Galera cluster accepts. */
  readonly maxTransactionBytes?: number;
  /** Number of cores, if known: MariaDB creates as many thread groups by default. */
  readonly processors?: number;
}

/** Reads the facts with any account; needs no privilege. */
export const readServerFacts = async (connection: MysqlConnection): Promise<ServerFacts> => {
  // In this form, a variable that the server does not have causes no error.
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

/** Which server it is, in words that change when it is upgraded. */
export const serverMark = ({ flavor, version }: Pick<ServerFacts, 'flavor' | 'version'>): string =>
  `${flavor} ${version}`;

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
