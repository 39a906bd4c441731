import pg from 'pg';
import type { PostgresStoreSettings } from '../../contracts/settings.js';
import type { StoreProblem, StoreSurvey } from '../store.js';
import { withPostgresServer } from './open-pool.js';

const OLDEST = 13;

interface Facts {
  readonly version: string;
  readonly number: string;
  readonly account: string;
  readonly encoding: string;
  readonly standby: boolean;
  readonly read_only: string;
  readonly may_create: boolean;
  readonly has_schema: boolean;
  readonly schema_rights: boolean | null;
  readonly foreign_tables: string[];
}

/** See `StoreEngine.survey`. A table's owner may change it; rights of roles that the account has count. */
const FACTS = `select split_part(version(), ' ', 2) as version, current_setting('server_version_num') as number, current_user as account,
  pg_encoding_to_char(encoding) as encoding, pg_is_in_recovery() as standby, current_setting('default_transaction_read_only') as read_only,
  has_database_privilege(current_database(), 'CREATE') as may_create,
  exists (select from pg_namespace where nspname = $1) as has_schema,
  (select has_schema_privilege(oid, 'USAGE') and has_schema_privilege(oid, 'CREATE') from pg_namespace where nspname = $1) as schema_rights,
  array(select relname::text from pg_class join pg_namespace n on n.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'p') and not pg_has_role(relowner, 'USAGE') order by 1) as foreign_tables
  from pg_database where datname = current_database()`;

export const surveyPostgres = (settings: PostgresStoreSettings): Promise<StoreSurvey> =>
  withPostgresServer(settings, async (client) => {
    const { rows } = await client.query<Facts>(FACTS, [settings.schema]);
    const facts = rows[0] as Facts;
    return {
      server: `PostgreSQL ${facts.version}`,
      place: `schema "${settings.schema}" of the database "${settings.database}"`,
      problems: problemsOf(facts, settings),
    };
  });

const problemsOf = (facts: Facts, { schema, database }: PostgresStoreSettings): StoreProblem[] => {
  const problems: StoreProblem[] = [];
  const add = (text: string, ...fix: string[]) => problems.push({ text, fix });
  const name = pg.escapeIdentifier(schema);
  const account = pg.escapeIdentifier(facts.account);
  if (Number(facts.number) < OLDEST * 10_000) add(`is older than ${OLDEST}`);
  if (facts.encoding !== 'UTF8') {
    const fix = `CREATE DATABASE ${pg.escapeIdentifier(`${database}_utf8`)} ENCODING 'UTF8' TEMPLATE template0;`;
    add(
      `has the encoding ${facts.encoding} in the database "${database}", which does not hold every text; name another one:`,
      fix,
    );
  }
  if (facts.standby) add('accepts no writes: it is a standby', 'name the primary server');
  else if (facts.read_only === 'on')
    add(
      'accepts no writes by default (default_transaction_read_only)',
      `ALTER ROLE ${account} SET default_transaction_read_only = off;`,
    );
  if (!facts.has_schema && !facts.may_create) {
    add(
      'does not let the account create a schema; as an administrator of the database:',
      `CREATE SCHEMA ${name} AUTHORIZATION ${account};`,
    );
  }
  if (facts.schema_rights === false) {
    add(
      `lacks rights on the schema "${schema}" for the account; as an administrator of the database:`,
      `GRANT USAGE, CREATE ON SCHEMA ${name} TO ${account};`,
    );
  }
  if (facts.foreign_tables.length > 0) {
    const fix = facts.foreign_tables.map(
      (table) => `ALTER TABLE ${name}.${pg.escapeIdentifier(table)} OWNER TO ${account};`,
    );
    add(
      `has tables of the store that belong to another account, so a new version cannot change them; as an administrator of the database:`,
      ...fix,
    );
  }
  return problems;
};
