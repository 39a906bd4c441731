import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { unquoteName } from '../../connectors/postgres/quote-name.js';

/**
 * Whether a statement is about something that stands in no schema and that the target may have already: it is only
 * added there, never changed.
 */
export const isDatabaseWide = (statement: string): boolean => WIDE.test(statement);

/** Whether it is one that acts on others as soon as it is there, and so waits for the publish. */
export const isForPublish = (statement: string): boolean => FOR_PUBLISH.test(statement);

export const isAboutLargeObject = (statement: string): boolean => / LARGE OBJECT \d/.test(statement);

/** The schema of a foreign key's other table, as it is written; undefined for any other statement. */
const schemaReferredTo = (statement: string): string | undefined =>
  /^ALTER TABLE .* ADD CONSTRAINT .* FOREIGN KEY \(.*\) REFERENCES ((?:"(?:[^"]|"")+")|[^\s;".]+)\./.exec(
    statement,
  )?.[1];

/** Whether a statement makes a foreign key to a table of none of the schemas, whose lock keeps others from writing. */
export const isTiedOutside = (statement: string, schemas: readonly string[]): boolean => {
  const schema = schemaReferredTo(statement);
  return schema !== undefined && !schemas.includes(unquoteName(schema));
};

const NAME = String.raw`((?:"(?:[^"]|"")+"|\([^)]*\)|[^\s;"(]+))`;
const KINDS =
  'PUBLICATION|EVENT TRIGGER|EXTENSION|FOREIGN DATA WRAPPER|FOREIGN SERVER|SERVER|CAST|LANGUAGE|LARGE OBJECT';
const VERBS = String.raw`(?:CREATE|ALTER|COMMENT ON|(?:GRANT|REVOKE) .*? ON)`;
const WIDE = new RegExp(String.raw`^(?!CREATE EXTENSION)${VERBS} (?:${KINDS})\b`);
const FOR_PUBLISH = new RegExp(String.raw`^${VERBS} (?:PUBLICATION|EVENT TRIGGER)\b`);
const NAMED = new RegExp(String.raw`^${VERBS} (${KINDS}) ${NAME}`);

/** `publication "p"`: what the statement is about. */
export const nameOfWide = (statement: string): string => {
  const [, kind = '', name = ''] = NAMED.exec(statement) ?? [];
  const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  return `${kind === 'FOREIGN SERVER' ? 'server' : kind.toLowerCase()} "${plain}"`;
};

/** Those of the statements that are not about what is there, each with the name of what it is about. */
export const notThere = (
  statements: readonly string[],
  before: ReadonlySet<string>,
): { readonly name: string; readonly statement: string }[] =>
  statements.map((statement) => ({ name: nameOfWide(statement), statement })).filter(({ name }) => !before.has(name));

/** What of a target stands in no schema and has a name, as `publication "p"`. */
export const namesOutside = async (connection: PostgresConnection): Promise<ReadonlySet<string>> => {
  const rows = await connection.query(
    `select 'publication' as kind, pubname::text as name from pg_catalog.pg_publication
     union all select 'event trigger', evtname::text from pg_catalog.pg_event_trigger
     union all select 'extension', extname::text from pg_catalog.pg_extension
     union all select 'foreign data wrapper', fdwname::text from pg_catalog.pg_foreign_data_wrapper
     union all select 'server', srvname::text from pg_catalog.pg_foreign_server`,
    [],
    'Cannot read what stands in no schema',
  );
  return new Set(rows.map(({ kind, name }) => `${String(kind)} "${String(name)}"`));
};
