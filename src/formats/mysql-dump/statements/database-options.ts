import type { DatabaseDefaults } from '../database-defaults.js';
import { UnreadableSql } from '../refuse-statement.js';
import { charsetOfCollation } from '../session/session-charsets.js';
import type { TokenReader } from '../tokens/token-reader.js';

const FIRST = ['default', 'character', 'charset', 'collate', 'encryption', 'comment'];

/** Whether options begin here instead of a database's name. */
export const seesDatabaseOption = (reader: TokenReader): boolean =>
  reader.peek()?.kind === 'word' && FIRST.some((word) => reader.sees(word));

/**
 * Reads the options of CREATE or ALTER DATABASE to the end. Undefined if an option is unknown; without a character set
 * if they name none. Throws `UnreadableSql`.
 */
export const readDatabaseOptions = (reader: TokenReader): { readonly defaults?: DatabaseDefaults } | undefined => {
  let charset: string | undefined;
  let collation: string | undefined;
  let named = false;
  while (reader.peek()) {
    reader.takeWords('default');
    if (reader.takeWords('character', 'set') || reader.takeWords('charset')) {
      charset = takeWord(reader);
      named = true;
    } else if (reader.takeWords('collate')) {
      collation = takeWord(reader);
      named = true;
    } else if (reader.takeWords('encryption') || reader.takeWords('comment')) takeValue(reader);
    else return undefined;
  }
  if (!named) return {};
  // For a collation without a character set. A shortened MariaDB name fits any character set.
  if (collation !== undefined && charset === undefined && !/^uca1400_/i.test(collation))
    charset = charsetOfCollation(collation);
  return { defaults: { ...(charset !== undefined && { charset }), ...(collation !== undefined && { collation }) } };
};

const takeValue = (reader: TokenReader): string => {
  reader.takeWords('=');
  const token = reader.take();
  if (!token || token.kind === 'punct') throw new UnreadableSql('one of its options has no value');
  return token.value;
};

/**
 * Takes the name of a character set or collation, which will be written into a statement of ours; undefined for
 * DEFAULT, the server's own.
 */
const takeWord = (reader: TokenReader): string | undefined => {
  const value = takeValue(reader);
  if (!/^\w+$/.test(value)) throw new UnreadableSql('it names an invalid character set');
  return value.toLowerCase() === 'default' ? undefined : value;
};
