import type { MariadbServer } from './mariadb-server.js';

/** What two servers hold under one name, and where they differ; read by the `mariadb` client only. */
export interface DatabaseComparison {
  readonly database: string;
  readonly tables: number;
  readonly rows: number;
  readonly views: number;
  readonly triggers: number;
  readonly routines: number;
  readonly events: number;
  /** Empty where all is equal; each names an object. */
  readonly differences: readonly string[];
}

type Reader = Pick<MariadbServer, 'query'>;

/**
 * Compares tables (definition, row count, `CHECKSUM TABLE`), views, triggers, routines and events of a database on two
 * servers. Definers and the status of events are left out: they are meant to differ.
 */
export async function compareDatabases(left: Reader, right: Reader, database: string): Promise<DatabaseComparison> {
  const [mine, theirs] = await Promise.all([readDatabase(left, database), readDatabase(right, database)]);
  const names = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  const differences = names.flatMap((name) => {
    const [one, other] = [mine.get(name), theirs.get(name)];
    if (one === other) return [];
    if (one === undefined) return [`${name} is missing on the left`];
    if (other === undefined) return [`${name} is missing on the right`];
    return [`${name} differs: ${firstDifference(one, other)}`];
  });
  const count = (kind: string) => [...mine.keys()].filter((name) => name.startsWith(`${kind} `)).length;
  return {
    database,
    tables: count('table'),
    rows: [...mine].reduce((sum, [name, value]) => (name.startsWith('rows of ') ? sum + Number(value) : sum), 0),
    views: count('view'),
    triggers: count('trigger'),
    routines: count('routine'),
    events: count('event'),
    differences,
  };
}

/** Everything that is compared: its name, and its value as one line of text. */
async function readDatabase(server: Reader, database: string): Promise<Map<string, string>> {
  const facts = new Map<string, string>();
  const all = lines(await server.query(`SHOW FULL TABLES FROM ${quote(database)}`)).map((line) => line.split('\t'));
  const named = (kind: string) => all.filter(([, type]) => type === kind).map(([name = '']) => name);
  const tables = named('BASE TABLE');
  const qualified = tables.map((table) => `${quote(database)}.${quote(table)}`);
  if (tables.length > 0) {
    const checksums = lines(await server.query(`CHECKSUM TABLE ${qualified.join(', ')}`));
    const counts = lines(await server.query(qualified.map((table) => `SELECT COUNT(*) FROM ${table}`).join(';')));
    const definitions = lines(await server.query(qualified.map((table) => `SHOW CREATE TABLE ${table}`).join(';')));
    for (const [index, table] of tables.entries()) {
      facts.set(`table ${table}`, definitions[index] ?? '');
      facts.set(`rows of ${table}`, counts[index] ?? '');
      facts.set(`checksum of ${table}`, checksums[index]?.split('\t')[1] ?? '');
    }
  }
  for (const view of named('VIEW')) {
    const text = await server.query(`SHOW CREATE VIEW ${quote(database)}.${quote(view)}`);
    facts.set(`view ${view}`, text.replace(/ DEFINER=`[^`]*`@`[^`]*`/, ''));
  }
  for (const { kind, query } of OBJECT_QUERIES) {
    for (const line of lines(await server.query(query.replaceAll('?', `'${database}'`)))) {
      const tab = line.indexOf('\t');
      facts.set(`${kind} ${line.slice(0, tab)}`, line.slice(tab + 1));
    }
  }
  facts.set('schema', await server.query(`SHOW CREATE DATABASE ${quote(database)}`));
  return facts;
}

const OBJECT_QUERIES = [
  {
    kind: 'trigger',
    query: `SELECT trigger_name, event_manipulation, event_object_table, action_timing, action_order, action_statement, sql_mode,
      character_set_client, collation_connection, database_collation FROM information_schema.triggers WHERE trigger_schema = ?`,
  },
  {
    kind: 'routine',
    query: `SELECT CONCAT(LOWER(r.routine_type), ' ', r.routine_name), r.dtd_identifier, r.routine_definition, r.is_deterministic, r.sql_data_access,
      r.security_type, r.sql_mode, r.routine_comment, r.character_set_client, r.collation_connection, r.database_collation,
      (SELECT GROUP_CONCAT(p.parameter_mode, ' ', p.parameter_name, ' ', p.dtd_identifier, ' ', IFNULL(p.character_set_name, '-') ORDER BY p.ordinal_position)
        FROM information_schema.parameters p WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
        AND p.routine_type = r.routine_type)
      FROM information_schema.routines r WHERE r.routine_schema = ?`,
  },
  {
    kind: 'event',
    query: `SELECT event_name, event_definition, event_type, execute_at, interval_value, interval_field, starts, ends, on_completion, sql_mode,
      time_zone, event_comment, character_set_client, collation_connection, database_collation
      FROM information_schema.events WHERE event_schema = ?`,
  },
];

const lines = (output: string): string[] => (output === '' ? [] : output.split('\n'));
const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string) => `"${text.slice(Math.max(0, at - 30), at + 50)}"`;
  return `${around(one)}, ${around(other)}`;
}
