import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { BlockerReport } from '../../contracts/runs/publish-policy.js';

/** Who holds a lock on a table of the schemas, those in a transaction that does nothing first, then the oldest. */
export const findBlockers = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<BlockerReport> => {
  const rows = await connection.query(
    `select a.pid, a.usename::text as "user", host(a.client_addr) as host, a.state, a.backend_type as type,
            split_part(ltrim(a.query), ' ', 1) as verb,
            extract(epoch from now() - coalesce(a.xact_start, a.query_start))::int as age,
            (select n.nspname || '.' || c.relname from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
               join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where l.pid = a.pid and l.granted and n.nspname = any ($1::text[]) and c.relkind in ('r', 'p', 'f')
              order by c.oid limit 1)::text as "table"
       from pg_catalog.pg_stat_activity a
      where a.pid <> pg_backend_pid() and a.datname = current_database() and exists (
        select from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where l.pid = a.pid and l.granted and n.nspname = any ($1::text[]) and c.relkind in ('r', 'p', 'f'))
      order by (a.state like 'idle in transaction%') desc nulls last, coalesce(a.xact_start, a.query_start)`,
    [schemas],
    'Cannot look for those who hold locks',
  );
  const blockers = rows.map((row) => ({
    id: Number(row['pid']),
    ...(row['user'] === null ? {} : { user: row['user'] as string }),
    ...(row['host'] === null ? {} : { host: row['host'] as string }),
    ...(row['age'] === null ? {} : { ageSeconds: Math.max(0, Number(row['age'])) }),
    doing: doingOf(row as Readonly<Record<string, string | null>>),
    ...(row['table'] === null ? {} : { table: row['table'] as string }),
    certain: true,
  }));
  return { blockers };
};

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
