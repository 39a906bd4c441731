import type { MysqlConnection, Row } from '../../connectors/mysql/open-connection.js';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';
import type { ObjectKind, StoredObject } from '../../contracts/dump-import/stored-object.js';
import { parseObjectDefinition } from '../../formats/mysql-dump/objects/object-definition.js';
import { enterSession, sessionOfDrop } from './object-session.js';

/** An object whose definition the account may not see, for example another definer's routine. */
export interface HiddenObject {
  readonly kind: ObjectKind;
  readonly name: string;
}

export interface SchemaObjects {
  readonly objects: readonly StoredObject[];
  readonly hidden: readonly HiddenObject[];
}

/** Reads the current views, triggers, routines and events of a schema. */
export const readObjects = async (owner: MysqlConnection, schema: string): Promise<SchemaObjects> => {
  const objects: StoredObject[] = [];
  const hidden: HiddenObject[] = [];
  for (const { kind, list, column } of SOURCES) {
    for (const row of await owner.query(list, [schema])) {
      const name = String(row['name']);
      const object = await readDefinition(owner, schema, kind(row), name, column(row));
      if (object === undefined) hidden.push({ kind: kind(row), name });
      else objects.push(object);
    }
  }
  return { objects, hidden };
};

/** Reads one object of a schema; undefined if it does not exist or the account may not see it. */
export const readObject = async (
  owner: MysqlConnection,
  schema: string,
  { kind, name }: Pick<StoredObject, 'kind' | 'name'>,
): Promise<StoredObject | undefined> => {
  try {
    await enterSession(owner, sessionOfDrop(kind));
    return await readDefinition(owner, schema, kind, name, COLUMNS[kind] ?? `Create ${titleCase(kind)}`);
  } catch (error) {
    if (NOT_THERE.has(mysqlErrorNumber(error) ?? 0)) return undefined;
    throw error;
  }
};

const COLUMNS: Partial<Record<ObjectKind, string>> = { trigger: 'SQL Original Statement' };

/** No such table, not a view, no such routine, trigger, event. */
const NOT_THERE: ReadonlySet<number> = new Set([1049, 1146, 1347, 1305, 1360, 1539]);

interface ObjectSource {
  readonly list: string;
  readonly kind: (row: Row) => ObjectKind;
  /** The column of SHOW CREATE that holds the statement. */
  readonly column: (row: Row) => string;
}

const routineKind = (row: Row): ObjectKind => String(row['kind']).toLowerCase() as ObjectKind;

const SOURCES: readonly ObjectSource[] = [
  {
    list: "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'VIEW'",
    kind: () => 'view',
    column: () => 'Create View',
  },
  {
    list: 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? ORDER BY ACTION_ORDER',
    kind: () => 'trigger',
    column: () => 'SQL Original Statement',
  },
  {
    list: 'SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS kind FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?',
    kind: routineKind,
    column: (row) => `Create ${titleCase(String(row['kind']))}`,
  },
  {
    list: 'SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?',
    kind: () => 'event',
    column: () => 'Create Event',
  },
];

const readDefinition = async (
  owner: MysqlConnection,
  schema: string,
  kind: ObjectKind,
  name: string,
  column: string,
): Promise<StoredObject | undefined> => {
  const [row] = await owner.query(`SHOW CREATE ${kind.toUpperCase()} ${quoteQualified(schema, name)}`);
  const sql = row?.[column];
  if (typeof sql !== 'string') return undefined;
  const text = (key: string) => (typeof row?.[key] === 'string' ? row[key] : undefined);
  const sqlMode = text('sql_mode');
  const collationConnection = text('collation_connection');
  const timeZone = text('time_zone');
  return parseObjectDefinition(Buffer.from(sql, 'utf8'), {
    // The connection reads and writes utf8mb4, whatever character set the definition was first written in.
    characterSetClient: 'utf8mb4',
    ...(collationConnection?.startsWith('utf8mb4') ? { collationConnection } : {}),
    ...(sqlMode === undefined ? {} : { sqlMode }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
};

const titleCase = (text: string): string => text.toLowerCase().replace(/\b\w/g, (letter) => letter.toUpperCase());
