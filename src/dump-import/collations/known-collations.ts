import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';

/** Whether the server knows a collation; `misplaced`: it belongs to another character set. */
export type CollationState = 'known' | 'unknown' | 'misplaced';

/** The character sets and collations that a server knows. */
export interface KnownCollations {
  readonly server: DumpServer;
  /** `charset` is the one that it will be used with. @default utf8mb4 */
  readonly collation: (name: string, charset?: string) => Promise<CollationState>;
  readonly charset: (name: string) => Promise<boolean>;
  /** Whether the server lists it; aliases are not listed. */
  readonly lists: (name: string) => boolean;
}

/**
 * Asks a server, once per name. Its version is not enough: a server may accept names that it does not list, as newer
 * MariaDB accepts MySQL's names for its own collations.
 */
export const askCollations = async (connection: MysqlConnection): Promise<KnownCollations> => {
  // MariaDB lists collations of several character sets by a short name, and the full name in a column that no other
  // server has.
  const rows = await connection.query('SELECT * FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY');
  const text = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '');
  const listed = new Set(rows.flatMap((row) => [text(row['COLLATION_NAME']), text(row['FULL_COLLATION_NAME'])]));
  const charsets = new Set(rows.map((row) => text(row['CHARACTER_SET_NAME'])));
  const { flavor, version } = await readServerFacts(connection);
  const answers = new Map<string, Promise<CollationState>>();
  const ask = (question: string): Promise<CollationState> => {
    const answer = answers.get(question) ?? tryTo(connection, question);
    answers.set(question, answer);
    return answer;
  };
  return {
    server: { flavor, version },
    lists: (name) => listed.has(name),
    collation: (name, charset = 'utf8mb4') =>
      listed.has(name) && name.startsWith(`${charset}_`)
        ? Promise.resolve('known')
        : ask(`SELECT CONVERT('' USING ${quoteName(charset)}) COLLATE ${quoteName(name)}`),
    charset: async (name) =>
      charsets.has(name) || (await ask(`SELECT CONVERT('' USING ${quoteName(name)})`)) === 'known',
  };
};

const tryTo = async (connection: MysqlConnection, question: string): Promise<CollationState> => {
  try {
    await connection.query(question);
    return 'known';
  } catch (error) {
    const number = mysqlErrorNumber(error);
    if (number === UNKNOWN_COLLATION || number === UNKNOWN_CHARSET) return 'unknown';
    if (number === OTHER_CHARSET) return 'misplaced';
    throw error;
  }
};

const UNKNOWN_CHARSET = 1115;
const OTHER_CHARSET = 1253;
const UNKNOWN_COLLATION = 1273;

/** For use without a server: assumes that a server lacks only the other kind's own collations. */
export const assumeCollations = (server: DumpServer): KnownCollations => {
  const foreign = server.flavor === 'mariadb' ? /_0900_/ : /uca1400_|_nopad_/;
  return {
    server,
    lists: (name) => !foreign.test(name),
    collation: (name) => Promise.resolve(foreign.test(name) ? 'unknown' : 'known'),
    charset: () => Promise.resolve(true),
  };
};
