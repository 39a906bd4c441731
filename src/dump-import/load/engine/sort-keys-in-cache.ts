/**
 * MyISAM and Aria build the keys of an empty table by sorting them, a buffer full at a time, and then merge what is
 * sorted. MariaDB's buffers of 128 and 256 MB hold millions of keys at once, far more than a processor's cache: every
 * comparison waits for the memory. With 4 MB three keys of 3 million rows took 3.0 processor seconds, with 128 MB 5.9;
 * with the 16 MB that long keys get, 3.7.
 *
 * 1. A buffer must hold as many keys as there are buffers full of them, or the engine builds the keys one row at a
 *    time. Those chosen here are enough for 200 million rows of the longest keys that they are for.
 * 2. No buffer becomes larger than the server's own.
 */
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import type { TableIndex } from '../../../formats/mysql-dump/dump-index.js';

/** Gives the session a buffer for the keys of one created table that is to be filled; does nothing on other engines. */
export const sortKeysInCache = async (
  connection: MysqlConnection,
  { name, engine }: Pick<TableIndex, 'name' | 'engine'>,
): Promise<void> => {
  const variable = BUFFERS.get(engine?.toLowerCase() ?? '');
  if (variable === undefined) return;
  const [row] = await connection.query(LONGEST_KEY, [name, name]);
  const bytes = bufferFor(Number(row?.['bytes']));
  const wanted = bytes === undefined ? `@@GLOBAL.${variable}` : `LEAST(@@GLOBAL.${variable}, ${bytes})`;
  await connection.execute(`SET ${variable} = ${wanted}`);
};

const BUFFERS: ReadonlyMap<string, string> = new Map([
  ['myisam', 'myisam_sort_buffer_size'],
  ['aria', 'aria_sort_buffer_size'],
]);

/** Bytes of a buffer for keys of at most so many bytes; undefined leaves it as the server has it. */
export const bufferFor = (longestKey: number): number | undefined => {
  if (longestKey <= SHORT_KEY) return 4 << 20;
  return longestKey <= LONG_KEY ? 16 << 20 : undefined;
};

const SHORT_KEY = 256;
/** Beyond that only FULLTEXT keys are, which are sorted by their words. */
const LONG_KEY = 2_000;

/** Numbers and dates count as their widest; a text has its bytes and at most four for its length and for NULL. */
const LONGEST_KEY = `SELECT MAX(bytes) AS bytes FROM (
    SELECT SUM(4 + COALESCE(s.SUB_PART * c.CHARACTER_OCTET_LENGTH / c.CHARACTER_MAXIMUM_LENGTH, c.CHARACTER_OCTET_LENGTH, 32)) AS bytes
      FROM information_schema.STATISTICS AS s
      JOIN information_schema.COLUMNS AS c
        ON c.TABLE_SCHEMA = DATABASE() AND c.TABLE_NAME = ? AND c.COLUMN_NAME = s.COLUMN_NAME
     WHERE s.TABLE_SCHEMA = DATABASE() AND s.TABLE_NAME = ?
     GROUP BY s.INDEX_NAME) AS each_key`;
