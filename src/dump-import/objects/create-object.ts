import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName, quoteText } from '../../connectors/mysql/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ObjectSession, StoredObject } from '../../contracts/generation.js';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';

/**
 * Creates one view, trigger, routine or event in the connection's schema, in place of one of its name, as the account that is
 * logged in. Throws OBJECT_INVALID where the server refuses the definition, with its reason.
 */
export const createObject = async (owner: MysqlConnection, object: StoredObject): Promise<void> => {
  await applyObjectSession(owner, object.session);
  // A view is replaced in place, so that a reader of it never misses it; the other kinds have no form that both servers know.
  if (object.kind !== 'view') await dropObject(owner, object);
  const sql = object.kind === 'view' ? object.sql.replace(/\bCREATE(\s+OR\s+REPLACE)?\b/i, 'CREATE OR REPLACE') : object.sql;
  try {
    await owner.execute(Buffer.from(sql, 'latin1'), describe(object));
  } catch (error) {
    if (!isStevedoreError(error) || error.retryable) throw error;
    throw new StevedoreError('OBJECT_INVALID', `${error.message}${hintFor(mysqlErrorNumber(error))}`, {
      details: { ...error.details, kind: object.kind, name: object.name },
      cause: error,
    });
  }
};

export const dropObject = async (owner: MysqlConnection, object: Pick<StoredObject, 'kind' | 'name'>): Promise<void> => {
  await owner.execute(
    `DROP ${object.kind.toUpperCase()} IF EXISTS ${quoteName(object.name)}`,
    `Cannot drop ${object.kind} "${object.name}"`,
  );
};

/** The session that the definition was written in is part of what it means, and of what SHOW CREATE tells. */
const applyObjectSession = async (owner: MysqlConnection, session: ObjectSession): Promise<void> => {
  const charset = session.characterSetClient ?? 'utf8mb4';
  const collation = session.collationConnection;
  const apply = (mode: string | undefined) =>
    owner.execute(
      `SET NAMES ${charset}${collation === undefined ? '' : `, collation_connection = ${collation}`}, ` +
        `sql_mode = ${mode === undefined ? 'DEFAULT' : quoteText(mode)}, ` +
        `time_zone = ${session.timeZone === undefined ? 'DEFAULT' : quoteText(session.timeZone)}`,
    );
  try {
    await apply(session.sqlMode);
  } catch (error) {
    // MariaDB writes a mode that MySQL 8 no longer knows.
    if (mysqlErrorNumber(error) !== WRONG_VALUE || session.sqlMode?.includes(MARIADB_MODE) !== true) throw error;
    await apply(session.sqlMode.split(',').filter((word) => word !== MARIADB_MODE).join(','));
  }
};

const WRONG_VALUE = 1231;
const MARIADB_MODE = 'NO_AUTO_CREATE_USER';

const describe = ({ kind, name }: StoredObject): string => `Cannot create ${kind} "${name}"`;

const hintFor = (number: number | undefined): string => {
  if (number === 1418 || number === 1419) return '; the server needs log_bin_trust_function_creators=1';
  return '';
};
