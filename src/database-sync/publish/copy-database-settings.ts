import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteText } from '../../connectors/postgres/quote-name.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { showStatement } from '../ddl/show-statement.js';

/**
 * Gives a database what belongs to the name of the live one: its settings, also those for a role, its privileges, its
 * limit of connections and its comment, in place of its own. Returns what could not be given, each a sentence.
 */
export const copyDatabaseSettings = async (
  live: PostgresConnection,
  connection: PostgresConnection,
  database: string,
): Promise<string[]> => {
  const warnings: string[] = [];
  for (const statement of await settingsOf(live, database))
    await connection.execute(statement, [], 'Cannot set up the database').catch((error: unknown) => {
      if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
      warnings.push(
        // Not the value: applications keep keys in settings of their own.
        `${error.message}; run it as a superuser, with the name of the live database and the value that the one before it has: ${showStatement(statement)}`,
      );
    });
  return warnings;
};

const settingsOf = async (live: PostgresConnection, name: string): Promise<string[]> => {
  const database = quoteName(name);
  const [own = {}] = await live.query(
    `select datconnlimit::text as most, shobj_description(oid, 'pg_database') as comment, datacl is not null as granted
       from pg_catalog.pg_database where datname = current_database()`,
  );
  const grants = await live.query(
    `select a.privilege_type::text as privilege, a.is_grantable as again, a.grantee = 0 as everyone, pg_get_userbyid(a.grantee)::text as grantee
       from pg_catalog.pg_database d, aclexplode(d.datacl) a where d.datname = current_database() and a.grantee <> d.datdba`,
  );
  const before = await live.query(
    `select distinct pg_get_userbyid(a.grantee)::text as grantee from pg_catalog.pg_database d, aclexplode(d.datacl) a
      where d.datname = $1 and a.grantee not in (0, d.datdba)`,
    [name],
  );
  const settings = await live.query(
    `select r.rolname::text as role, c as setting from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase
       left join pg_catalog.pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c where d.datname = current_database() order by 1 nulls first`,
  );
  return [
    `alter database ${database} connection limit ${String(own['most'])}`,
    `comment on database ${database} is ${own['comment'] === null ? 'null' : quoteText(own['comment'] as string)}`,
    ...(own['granted'] === true ? [`revoke all on database ${database} from public`] : []),
    ...before.map(({ grantee }) => `revoke all on database ${database} from ${quoteName(grantee as string)}`),
    ...grants.map(
      ({ privilege, again, everyone, grantee }) =>
        `grant ${String(privilege)} on database ${database} to ${everyone === true ? 'public' : quoteName(String(grantee))}${again === true ? ' with grant option' : ''}`,
    ),
    `alter database ${database} reset all`,
    ...settings.map(({ role, setting }) => {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(String(setting)) ?? [];
      const subject =
        role === null
          ? `alter database ${database}`
          : `alter role ${quoteName(role as string)} in database ${database}`;
      return `${subject} set ${key.split('.').map(quoteName).join('.')} to ${LISTS.has(key) ? elementsOf(value) : quoteText(value)}`;
    }),
  ];
};

/** Their values are lists of names, each quoted by itself. */
const LISTS: ReadonlySet<string> = new Set([
  'search_path',
  'temp_tablespaces',
  'local_preload_libraries',
  'session_preload_libraries',
]);

const elementsOf = (value: string): string =>
  [...value.matchAll(/"((?:[^"]|"")*)"|([^,\s]+)/g)]
    .map(([, quoted, plain = '']) => quoteText(quoted?.replaceAll('""', '"') ?? plain))
    .join(', ') || `''`;
