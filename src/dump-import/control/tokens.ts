import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import { CONTROL_SCHEMA, currentToken, nextToken, previousToken } from '../../contracts/dump-import/target-names.js';
import { controlTable } from './control-schema.js';

export type TokenReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly provenance: Provenance }
  /** The table exists but its content cannot be read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads what is live, since when and from which archives: the token that moved with the tables. */
export const readCurrentToken = (publisher: MysqlConnection, pipeline: string): Promise<TokenReading> =>
  readToken(publisher, currentToken(pipeline));

/** A kept generation: its place (`previousSchema`) and its record. */
export interface PreviousToken {
  readonly age: number;
  readonly reading: TokenReading;
}

/** Reads what a rollback could bring back, ordered by age. */
export const readPreviousTokens = async (publisher: MysqlConnection, pipeline: string): Promise<PreviousToken[]> => {
  const rows = await publisher.query(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND LEFT(TABLE_NAME, 8) = ?',
    [CONTROL_SCHEMA, 'previous'],
  );
  const ages = rows.flatMap((row) => {
    const age = Number(/^previous(\d*)_/.exec(String(row['name']))?.[1] || '1');
    return String(row['name']) === previousToken(pipeline, age) ? [age] : [];
  });
  const tokens: PreviousToken[] = [];
  for (const age of ages.sort((a, b) => a - b)) {
    tokens.push({ age, reading: await readToken(publisher, previousToken(pipeline, age)) });
  }
  return tokens;
};

/** Writes the token of an epoch; its rename is the commit point of the publish. */
export const writeNextToken = async (publisher: MysqlConnection, provenance: Provenance): Promise<void> => {
  const table = controlTable(nextToken(provenance.pipeline, provenance.epoch));
  await publisher.execute(`DROP TABLE IF EXISTS ${table}`);
  await publisher.execute(
    `CREATE TABLE ${table} (provenance LONGTEXT NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    'Cannot create the token of the publish',
  );
  await publisher.execute(
    `INSERT INTO ${table} VALUES (${quoteText(JSON.stringify(provenance))})`,
    'Cannot write the token of the publish',
  );
};

export const dropNextToken = async (publisher: MysqlConnection, pipeline: string, epoch: number): Promise<void> => {
  await publisher.execute(`DROP TABLE IF EXISTS ${controlTable(nextToken(pipeline, epoch))}`);
};

const readToken = async (publisher: MysqlConnection, name: string): Promise<TokenReading> => {
  try {
    const [row] = await publisher.query(`SELECT provenance FROM ${controlTable(name)} LIMIT 1`);
    if (row === undefined) return { kind: 'unreadable', reason: 'the record is empty' };
    return parseProvenance(String(row['provenance']));
  } catch (error) {
    const number = mysqlErrorNumber(error);
    if (number === NO_SUCH_TABLE || number === NO_SUCH_SCHEMA) return { kind: 'none' };
    if (number === UNKNOWN_COLUMN) return { kind: 'unreadable', reason: 'the record has no column "provenance"' };
    throw error;
  }
};

const NO_SUCH_TABLE = 1146;
const NO_SUCH_SCHEMA = 1049;
const UNKNOWN_COLUMN = 1054;

const parseProvenance = (text: string): TokenReading => {
  try {
    const value = JSON.parse(text) as Partial<Provenance>;
    const whole =
      typeof value.generation === 'number' && typeof value.epoch === 'number' && Array.isArray(value.databases);
    return whole
      ? { kind: 'read', provenance: value as Provenance }
      : { kind: 'unreadable', reason: 'the record has no generation' };
  } catch {
    return { kind: 'unreadable', reason: 'the record is not JSON' };
  }
};
