import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import { enterSession, sessionOf, sessionOfDrop } from './object-session.js';

/**
 * Creates one view, trigger, routine or event in the connection's schema as the logged-in account, replacing one of the
 * same name. On MariaDB a routine keeps the privileges granted on it. Throws OBJECT_INVALID with the server's reason if
 * it refuses the definition.
 */
export const createObject = async (owner: MysqlConnection, object: StoredObject): Promise<void> => {
  const mariadb = await isMariadb(owner);
  // Replacing in place leaves no gap, and keeps the privileges granted on a routine. MySQL can replace only views: its
  // routines lose such privileges, which no account without rights on the schema `mysql` can read and restore.
  const inPlace = (object.kind === 'view' || mariadb) && !GUARDED_CREATE.test(object.sql);
  if (!inPlace) await dropObject(owner, object);
  await enterSession(owner, sessionOf(object.session, mariadb));
  const sql = inPlace ? object.sql.replace(/\bCREATE(\s+OR\s+REPLACE)?\b/i, 'CREATE OR REPLACE') : object.sql;
  try {
    await owner.execute(Buffer.from(sql, 'latin1'), describe(object));
  } catch (error) {
    if (!isStevedoreError(error) || error.retryable) throw error;
    throw new StevedoreError('OBJECT_INVALID', `${error.message}${hintFor(mysqlErrorNumber(error))}`, {
      details: {
        ...error.details,
        kind: object.kind,
        name: object.name,
        ...(object.line !== undefined && { line: object.line }),
      },
      cause: error,
    });
  }
};

/** `IF NOT EXISTS` in the head of a definition; no server accepts it together with `OR REPLACE`. */
const GUARDED_CREATE = /^\s*CREATE\b[^`"(]*?\bIF\s+NOT\s+EXISTS\b/i;

const isMariadb = (owner: MysqlConnection): Promise<boolean> => {
  const known = FLAVORS.get(owner);
  if (known !== undefined) return known;
  const asked = readServerFacts(owner).then(({ flavor }) => flavor === 'mariadb');
  FLAVORS.set(owner, asked);
  asked.catch(() => FLAVORS.delete(owner));
  return asked;
};

/** Per connection, so that a hundred objects ask once. */
const FLAVORS = new WeakMap<MysqlConnection, Promise<boolean>>();

/** The statement that removes an object from the connection's schema. */
export const dropStatement = ({ kind, name }: Pick<StoredObject, 'kind' | 'name'>): string =>
  `DROP ${kind.toUpperCase()} IF EXISTS ${quoteName(name)}`;

/**
 * Removes an object from the connection's schema, whatever session the connection was in. Does nothing if it does not
 * exist.
 */
export const dropObject = async (
  owner: MysqlConnection,
  object: Pick<StoredObject, 'kind' | 'name'>,
): Promise<void> => {
  const action = `Cannot drop ${object.kind} "${object.name}"`;
  try {
    await enterSession(owner, sessionOfDrop(object.kind));
    await owner.execute(dropStatement(object), action);
  } catch (error) {
    if (!isStevedoreError(error) || mysqlErrorNumber(error) !== SPECIFIC_ACCESS_DENIED) throw error;
    throw new StevedoreError(
      error.code,
      `${error.message}; MySQL protects what an administrator defined: drop it, or grant SYSTEM_USER to the owner for the first import`,
      { details: { ...error.details, kind: object.kind, name: object.name }, cause: error },
    );
  }
};

const SPECIFIC_ACCESS_DENIED = 1227;

const describe = ({ kind, name, line }: StoredObject): string =>
  `Cannot create ${kind} "${name}"${line === undefined ? '' : ` (line ${line} of the dump)`}`;

const hintFor = (number: number | undefined): string => {
  if (number === 1146)
    return '; if exclude_tables leaves that table out, keep the live one with keep_tables, or leave the object out too';
  if (number === 1418 || number === 1419) return '; the server needs log_bin_trust_function_creators=1';
  return '';
};
