import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { SyncSource } from '../source/sync-source.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { readServerFacts } from '../../connectors/postgres/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import { listed } from '../source/check-readable.js';
import { checkLockBudget, readLockBudget } from './lock-budget.js';

/**
 * Finds what would stop a generation of the source at this target, before anything is changed. Throws TARGET_UNSUITABLE
 * with everything that stands in the way: a standby, a missing right or role, an owner that the account cannot give
 * things to, another encoding, no ICU, too few locks.
 */
export const checkTarget = async (
  connection: PostgresConnection,
  source: SyncSource,
  { ownDatabase = false }: { readonly ownDatabase?: boolean } = {},
): Promise<void> => {
  const facts = await readServerFacts(connection);
  const problems: string[] = [];
  if (facts.standby) problems.push('its server is a standby, which takes no writes');
  if (facts.readOnly)
    problems.push(`the account "${facts.account}" has default_transaction_read_only on; set it off for the account`);
  if (!facts.mayCreateSchemas)
    problems.push(
      `the account "${facts.account}" may not create schemas; grant CREATE on the database to ${quoteName(facts.account)}`,
    );
  problems.push(...encodingProblems(source.encoding, facts.encoding));
  problems.push(...(await roleProblems(connection, source, facts.account)));
  if (!ownDatabase) problems.push(...(await schemaProblems(connection, source.schemas, facts.account)));
  if (usesIcu(source) && !(await hasIcu(connection)))
    problems.push('the source has collations of ICU, and its server was built without ICU');
  if (problems.length > 0)
    throw new StevedoreError('TARGET_UNSUITABLE', `Cannot copy into the target: ${problems.join('; ')}`);
  checkLockBudget('target', await readLockBudget(connection), await countTables(connection, source));
};

/** Of SQL_ASCII nobody knows which characters its bytes are. */
const encodingProblems = (source: string | undefined, target: string): string[] => {
  if (source === undefined || source === target) return [];
  if (source === 'SQL_ASCII')
    return [
      `the source has the encoding SQL_ASCII, which does not say what its bytes are, and the target ${target}; make the source's database anew in the encoding of its texts`,
    ];
  return target === 'SQL_ASCII' || source === 'UTF8'
    ? [
        `its encoding is ${target}, which does not hold every text of the source's ${source}; make the database in ${source}`,
      ]
    : [];
};

const roleProblems = async (
  connection: PostgresConnection,
  { roles, missingRoles }: SyncSource,
  account: string,
): Promise<string[]> => {
  if (roles === undefined) return [];
  const all = [...new Set([...roles.owners, ...roles.others])];
  const member = connection.serverVersion >= 160_000 ? 'SET' : 'MEMBER';
  const rows = await connection.query(
    `select r.rolname::text as name, pg_has_role(current_user, r.oid, '${member}') as settable,
        (select o.rolsuper or o.rolcreaterole from pg_catalog.pg_roles o where o.rolname = current_user) as creates
       from pg_catalog.pg_roles r where r.rolname = any ($1::text[]) or r.rolname = current_user`,
    [all],
    'Cannot read the roles',
  );
  const settable = new Map(rows.map(({ name, settable: can }) => [String(name), can === true]));
  const missing = all.filter((name) => !settable.has(name));
  const foreign = roles.owners.filter((name) => settable.get(name) === false);
  const areMade = missingRoles === 'create' && rows.some(({ creates }) => creates === true);
  return [
    ...(missing.length === 0 || areMade
      ? []
      : [
          `its server has no role ${listed(missing)}, which the source's objects name; create it there (CREATE ROLE … NOLOGIN)${missingRoles === 'create' ? ': the account may not' : ''}`,
        ]),
    ...(foreign.length === 0
      ? []
      : [
          `the account "${account}" cannot give objects to ${listed(foreign)}; make it a member (GRANT … TO ${quoteName(account)}), or take a superuser`,
        ]),
  ];
};

/** A live schema is renamed for a moment, and later for good: its owner may. */
const schemaProblems = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  account: string,
): Promise<string[]> => {
  const rows = await connection.query(
    `select n.nspname::text as name from pg_catalog.pg_namespace n
      where n.nspname = any ($1::text[]) and not pg_has_role(current_user, n.nspowner, 'USAGE') order by 1`,
    [schemas],
    'Cannot read the owners of schemas',
  );
  const names = rows.map(({ name }) => String(name));
  return names.length === 0
    ? []
    : [`the account "${account}" does not own the schema ${listed(names)}, and so cannot rename it`];
};

const usesIcu = ({ catalog, schemas }: SyncSource): boolean =>
  catalog?.collations.some(({ provider, schema }) => provider === 'i' && schemas.includes(schema)) ?? false;

/** A server with ICU is born with its collations. */
const hasIcu = async (connection: PostgresConnection): Promise<boolean> => {
  const [row] = await connection.query(
    `select exists (select from pg_catalog.pg_collation where collprovider = 'i') as icu`,
    [],
    'Cannot read the collations',
  );
  return row?.['icu'] === true;
};

/** Of the live schemas, or of the source if it has more: a publish locks all of them. */
const countTables = async (connection: PostgresConnection, { schemas, tables }: SyncSource): Promise<number> => {
  const [row] = await connection.query(
    `select count(*)::int as live from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any ($1::text[]) and c.relkind in ('r', 'p')`,
    [schemas],
    'Cannot count the tables',
  );
  return Math.max(Number(row?.['live']), tables.length);
};
