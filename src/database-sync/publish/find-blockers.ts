import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { BlockerReport } from '../../contracts/runs/publish-policy.js';
import { findOutside } from '../inbound/find-inbound.js';

/**
 * Who holds a lock on a table of the schemas, or on what refers to them from outside: those in a transaction that does
 * nothing first, then the oldest. Where nobody does, those that have written anything, who may be it.
 */
export const findBlockers = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<BlockerReport> => {
  const outside = await findOutside(connection, schemas);
  const certain = await connection.query(
    BLOCKERS,
    [schemas, outside.map(({ oid }) => oid)],
    'Cannot look for those who hold locks',
  );
  const rows = certain.length > 0 ? certain : await connection.query(WRITERS, [], 'Cannot look for those who write');
  const blockers = rows.map((row) => ({
    id: Number(row['pid']),
    ...(row['user'] === null ? {} : { user: row['user'] as string }),
    ...(row['host'] === null ? {} : { host: row['host'] as string }),
    ...(row['age'] === null ? {} : { ageSeconds: Math.max(0, Number(row['age'])) }),
    doing: doingOf(row as Readonly<Record<string, string | null>>),
    ...(row['table'] === null ? {} : { table: row['table'] as string }),
    certain: certain.length > 0,
  }));
  return { blockers };
};

const WHO = `select a.pid, a.usename::text as "user", host(a.client_addr) as host, a.state, a.backend_type as type,
    split_part(ltrim(a.query), ' ', 1) as verb, extract(epoch from now() - coalesce(a.xact_start, a.query_start))::int as age`;
const OTHERS = 'a.pid <> pg_backend_pid() and a.datname = current_database()';
const ORDER = `order by (a.state like 'idle in transaction%') desc nulls last, coalesce(a.xact_start, a.query_start)`;

const BLOCKERS = `${WHO}, held."table" from pg_catalog.pg_stat_activity a, lateral (
    select (n.nspname || '.' || c.relname)::text as "table" from pg_catalog.pg_locks l
      join pg_catalog.pg_class c on c.oid = l.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where l.pid = a.pid and l.granted and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
       and (n.nspname = any ($1::text[]) and c.relkind in ('r', 'p', 'f', 'm') or c.oid = any ($2::int8[]::oid[]))
     order by c.oid limit 1) held
  where ${OTHERS} ${ORDER}`;

const WRITERS = `${WHO}, null as "table" from pg_catalog.pg_stat_activity a
  where ${OTHERS} and a.backend_xid is not null ${ORDER}`;

/** A verb of SQL, never more of the statement. */
const doingOf = ({ state, type, verb }: Readonly<Record<string, string | null | undefined>>): string => {
  if (type !== 'client backend') return type ?? 'unknown';
  if (state !== 'active') return state ?? 'unknown';
  const word = (verb ?? '').toUpperCase();
  return /^[A-Z]{2,20}$/.test(word) ? word : 'active';
};

/** Whose sessions of this database the account cannot end: they keep a whole database from being renamed. */
export const findUnendable = async (connection: PostgresConnection): Promise<BlockerReport> => {
  const rows = await connection.query(
    `select a.pid, a.usename::text as "user", host(a.client_addr) as host,
            extract(epoch from now() - coalesce(a.xact_start, a.backend_start))::int as age, a.state
       from pg_catalog.pg_stat_activity a join pg_catalog.pg_roles r on r.oid = a.usesysid, pg_catalog.pg_roles me
      where a.datname = current_database() and a.pid <> pg_backend_pid() and me.rolname = current_user and not me.rolsuper
        and (r.rolsuper or not (pg_has_role(r.oid, 'USAGE') or pg_has_role('pg_signal_backend', 'USAGE')))
      order by a.backend_start`,
    [],
    'Cannot look for sessions of the database',
  );
  const blockers = rows.map((row) => ({
    id: Number(row['pid']),
    user: String(row['user']),
    ...(row['host'] === null ? {} : { host: row['host'] as string }),
    ...(row['age'] === null ? {} : { ageSeconds: Math.max(0, Number(row['age'])) }),
    doing: (row['state'] as string | null) ?? 'connected',
    certain: true,
  }));
  return { blockers };
};
