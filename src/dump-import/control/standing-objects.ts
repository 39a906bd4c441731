/**
 * What the server shows of a generation's views, triggers, routines and events once they stand. A server writes a
 * definition anew (a view above all), so what stands is known again by what stood, not by what the dump says.
 */
import { createHash } from 'node:crypto';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection, Row } from '../../connectors/mysql/open-connection.js';
import { quoteText } from '../../connectors/mysql/quote-name.js';
import type { ObjectKind } from '../../contracts/dump-import/stored-object.js';
import { controlTable } from './control-schema.js';

/** An object as it stands. */
export interface StandingObject {
  readonly database: string;
  readonly kind: ObjectKind;
  readonly name: string;
  /** Of a trigger. */
  readonly table?: string;
  /** Of its definition; without an event's status, which a person may change. */
  readonly mark: string;
}

/** By what an object is known; servers compare names without case. */
export const objectKey = ({ database, kind, name }: Pick<StandingObject, 'database' | 'kind' | 'name'>): string =>
  `${database}.${kind}.${name.toLowerCase()}`;

/** The objects of live databases, as an account that may see their definitions finds them. */
export const readStandingObjects = async (
  owner: MysqlConnection,
  databases: readonly string[],
): Promise<StandingObject[]> => {
  if (databases.length === 0) return [];
  const schemas = databases.map(quoteText).join(', ');
  const found = new Map<string, { readonly row: Row; readonly parts: string[] }>();
  for (const source of SOURCES) {
    for (const row of await owner.query(source(schemas))) {
      const key = [row['db'], row['kind'], row['name']].join('\0');
      const entry = found.get(key) ?? { row, parts: [] };
      entry.parts.push(String(row['definition']));
      found.set(key, entry);
    }
  }
  return [...found.values()]
    .filter(({ row }) => row['kind'] !== PARAMETERS)
    .map(({ row, parts }) => ({
      database: String(row['db']),
      kind: String(row['kind']).toLowerCase() as ObjectKind,
      name: String(row['name']),
      ...(typeof row['tbl'] === 'string' && { table: row['tbl'] }),
      mark: createHash('sha256')
        .update([...parts, ...parametersOf(found, row)].join('\0'))
        .digest('hex')
        .slice(0, 32),
    }));
};

const PARAMETERS = 'parameters';

const parametersOf = (found: ReadonlyMap<string, { readonly parts: readonly string[] }>, row: Row): readonly string[] =>
  found.get([row['db'], PARAMETERS, `${String(row['kind'])} ${String(row['name'])}`].join('\0'))?.parts ?? [];

/** Columns of `information_schema` have several collations; a text of their bytes has none. */
const joined = (columns: readonly string[]): string =>
  `HEX(CONCAT_WS('|', ${columns.map((column) => `IFNULL(CONVERT(${column} USING utf8mb4), '')`).join(', ')})) AS definition`;

const SOURCES: readonly ((schemas: string) => string)[] = [
  (schemas) =>
    `SELECT TABLE_SCHEMA AS db, 'view' AS kind, TABLE_NAME AS name, NULL AS tbl,
      ${joined(['VIEW_DEFINITION', 'CHECK_OPTION', 'SECURITY_TYPE'])}
      FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN (${schemas})`,
  (schemas) =>
    `SELECT TRIGGER_SCHEMA AS db, 'trigger' AS kind, TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS tbl,
      ${joined(['ACTION_TIMING', 'EVENT_MANIPULATION', 'EVENT_OBJECT_TABLE', 'ACTION_STATEMENT', 'SQL_MODE'])}
      FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA IN (${schemas})`,
  (schemas) =>
    `SELECT ROUTINE_SCHEMA AS db, ROUTINE_TYPE AS kind, ROUTINE_NAME AS name, NULL AS tbl,
      ${joined(['DTD_IDENTIFIER', 'ROUTINE_DEFINITION', 'IS_DETERMINISTIC', 'SQL_DATA_ACCESS', 'SECURITY_TYPE', 'SQL_MODE'])}
      FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN (${schemas})`,
  (schemas) =>
    `SELECT SPECIFIC_SCHEMA AS db, '${PARAMETERS}' AS kind, CONCAT(ROUTINE_TYPE, ' ', SPECIFIC_NAME) AS name, NULL AS tbl,
      ${joined(['ORDINAL_POSITION', 'PARAMETER_MODE', 'PARAMETER_NAME', 'DTD_IDENTIFIER'])}
      FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA IN (${schemas}) ORDER BY ORDINAL_POSITION`,
  (schemas) =>
    `SELECT EVENT_SCHEMA AS db, 'event' AS kind, EVENT_NAME AS name, NULL AS tbl,
      ${joined(['EVENT_DEFINITION', 'EVENT_TYPE', 'EXECUTE_AT', 'INTERVAL_VALUE', 'INTERVAL_FIELD', 'ON_COMPLETION', 'TIME_ZONE', 'SQL_MODE'])}
      FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN (${schemas})`,
];

/** Records what stands of a generation; it takes the place of what was recorded of the one before. */
export const recordStandingObjects = async (
  publisher: MysqlConnection,
  { pipeline, generation }: { readonly pipeline: string; readonly generation: number },
  objects: readonly StandingObject[],
): Promise<void> => {
  await publisher.execute(
    `REPLACE INTO ${controlTable('standing')} (pipeline, generation, objects) VALUES (${quoteText(pipeline)}, ${generation}, ${quoteText(JSON.stringify(objects))})`,
    'Cannot record the definitions of what is live',
  );
};

/** What was recorded of a generation; undefined where nothing was. */
export const recordedStandingObjects = async (
  publisher: MysqlConnection,
  { pipeline, generation }: { readonly pipeline: string; readonly generation: number },
): Promise<StandingObject[] | undefined> => {
  try {
    const [row] = await publisher.query(
      `SELECT objects FROM ${controlTable('standing')} WHERE pipeline = ? AND generation = ?`,
      [pipeline, generation],
    );
    return row === undefined ? undefined : (JSON.parse(String(row['objects'])) as StandingObject[]);
  } catch (error) {
    if (mysqlErrorNumber(error) === NO_SUCH_TABLE) return undefined;
    throw error;
  }
};

const NO_SUCH_TABLE = 1146;
