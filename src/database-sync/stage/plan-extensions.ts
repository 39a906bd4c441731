import { unquoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { MovedExtension, StagedSchema } from './staging.js';

/** An extension as a statement of the source asks for it. */
export interface WantedExtension {
  readonly name: string;
  /** Undefined where the statement leaves it to the session. */
  readonly schema: string | undefined;
}

const NAME = String.raw`("(?:[^"]|"")+"|[^\s;"]+)`;
const CREATE = new RegExp(
  String.raw`^CREATE EXTENSION (?:IF NOT EXISTS )?${NAME}(?:\s+(?:WITH\s+)?SCHEMA\s+${NAME})?`,
  'i',
);

/** The extensions that the statements create. */
export const wantedExtensions = (statements: readonly string[]): WantedExtension[] =>
  statements.flatMap((statement) => {
    const [, name, schema] = CREATE.exec(statement) ?? [];
    return name === undefined ? [] : [{ name: plain(name), schema: schema === undefined ? undefined : plain(schema) }];
  });

const plain = (name: string): string => unquoteName(name.startsWith('"') ? name : name.toLowerCase());

interface ExtensionPlan {
  /** To be elsewhere while statements run. */
  readonly moved: readonly MovedExtension[];
  /** Schemas that an extension is made in, and that are no part of staging. */
  readonly schemas: readonly string[];
  /** What stands in the way, each in words that follow "Cannot …: ". */
  readonly problems: readonly string[];
}

/**
 * What has to be done so that each extension is where the statements name it. Nothing is changed. Throws
 * TARGET_UNSUITABLE with each that is missing or cannot be moved.
 */
export const planExtensions = async (
  connection: PostgresConnection,
  statements: readonly string[],
  schemas: readonly StagedSchema[],
): Promise<Omit<ExtensionPlan, 'problems'>> => {
  const { problems, ...plan } = await findPlaces(connection, wantedExtensions(statements), schemas);
  if (problems.length === 0) return plan;
  throw new StevedoreError('TARGET_UNSUITABLE', `Cannot make staging: ${problems.join('; ')}`);
};

const findPlaces = async (
  connection: PostgresConnection,
  wanted: readonly WantedExtension[],
  schemas: readonly StagedSchema[],
): Promise<ExtensionPlan> => {
  const names = wanted.map(({ name }) => name);
  const rows = await connection.query(
    `select a.name::text as name, x.extname is not null as there, n.nspname::text as schema, coalesce(x.extrelocatable, false) as relocatable,
        exists (select from pg_catalog.pg_depend d left join pg_catalog.pg_type t on d.classid = 'pg_catalog.pg_type'::regclass and t.oid = d.objid
          left join pg_catalog.pg_proc p on d.classid = 'pg_catalog.pg_proc'::regclass and p.oid = d.objid
          where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = x.oid
            and not pg_has_role(coalesce(t.typowner, p.proowner, x.extowner), 'USAGE')) as "notOurs"
       from pg_catalog.pg_available_extensions a left join pg_catalog.pg_extension x on x.extname = a.name
       left join pg_catalog.pg_namespace n on n.oid = x.extnamespace where a.name = any ($1::text[])`,
    [names],
    'Cannot read the extensions of the server',
  );
  const known = new Map(rows.map((row) => [String(row['name']), row]));
  const staged = new Set(schemas.filter(({ name, staging }) => name !== staging).map(({ name }) => name));
  const plan = { moved: [] as MovedExtension[], schemas: [] as string[], problems: [] as string[] };
  for (const { name, schema } of wanted) {
    const row = known.get(name);
    if (row === undefined) {
      plan.problems.push(`the extension "${name}" is not installed on its server; install its package there`);
    } else if (row['there'] !== true) {
      if (schema !== undefined && !schemas.some((each) => each.name === schema)) plan.schemas.push(schema);
    } else if (schema !== undefined && (row['schema'] !== schema || staged.has(schema))) {
      const from = String(row['schema']);
      if (row['notOurs'] === true)
        plan.problems.push(
          `the extension "${name}" stands in the schema "${from}" and has objects of a superuser, so that the account cannot move it; take a superuser, have it moved to a schema that is not copied, or publish the whole database (publish: database)`,
        );
      else if (row['relocatable'] === true) plan.moved.push({ name, from, to: schema });
      else
        plan.problems.push(
          `the extension "${name}" stands in the schema "${from}" and cannot be moved to another; publish the whole database instead (publish: database)`,
        );
      if (!schemas.some((each) => each.name === schema)) plan.schemas.push(schema);
    }
  }
  return { ...plan, schemas: [...new Set(plan.schemas)] };
};
