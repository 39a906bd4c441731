import type { MysqlConnection } from './open-connection.js';

/** What the loader and the publish need to know about the server. */
export interface ServerFacts {
  readonly flavor: 'mysql' | 'mariadb';
  /** `10.11.19` is 101119, `8.0.33` is 80033. */
  readonly version: number;
  /** Bytes of the longest statement that the server takes. */
  readonly maxAllowedPacket: number;
  readonly lowerCaseTableNames: number;
  /** Whether it takes LOAD DATA LOCAL. */
  readonly localInfile: boolean;
}

export const readServerFacts = async (connection: MysqlConnection): Promise<ServerFacts> => {
  const [row] = await connection.query(
    'SELECT @@version AS version, @@max_allowed_packet AS packet, @@lower_case_table_names AS lower_case, ' +
      '@@local_infile AS local_infile',
  );
  const version = row?.['version'];
  const text = typeof version === 'string' ? version : '';
  return {
    flavor: /mariadb/i.test(text) ? 'mariadb' : 'mysql',
    version: versionNumber(text),
    maxAllowedPacket: Number(row?.['packet'] ?? 0),
    lowerCaseTableNames: Number(row?.['lower_case'] ?? 0),
    localInfile: Number(row?.['local_infile'] ?? 0) === 1,
  };
};

/** `10.11.19-MariaDB-log` → 101119. */
export const versionNumber = (text: string): number => {
  const [major = 0, minor = 0, patch = 0] = (/\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
  return major * 10_000 + minor * 100 + patch;
};
