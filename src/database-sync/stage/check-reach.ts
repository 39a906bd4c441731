import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';

/** VOLATILE functions of extensions that change nothing but what they return. */
const HARMLESS = '^(?:uuid_generate_.*|gen_random_.*|gen_salt|pgp_.*_encrypt.*|normal_rand|st_generatepoints)$';

/**
 * A second wall behind what is known of statements before they run: what was made reaches out of staging in no way that
 * the catalogue shows.
 *
 * 1. No table of staging is a partition, a parent or a child of one outside: rows of one would be those of the other,
 *    and it would be emptied and dropped with it.
 * 2. None of `runs`, the last names of functions that run while rows come in, is a VOLATILE one of an extension, or of
 *    the schema `extensions`.
 *
 * Within the transaction that made it, under true names; `schemas` are those of staging. Throws TARGET_UNSUITABLE.
 */
export const checkReach = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  runs: readonly string[] = [],
): Promise<void> => {
  const rows = await connection.query(
    `with staged as (select oid from pg_catalog.pg_namespace where nspname = any ($1::text[]))
     select format('the table "%s" would be a part of "%s", of which only one is copied', c.oid::regclass, p.oid::regclass) as problem
       from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid join pg_catalog.pg_class p on p.oid = i.inhparent
      where (c.relnamespace in (select oid from staged)) <> (p.relnamespace in (select oid from staged))
     union all select distinct format('the function "%s" of an extension would run while rows come in, and is VOLATILE', f.proname)
       from pg_catalog.pg_proc f
      where f.proname = any ($2::text[]) and f.provolatile = 'v' and f.proname !~ $3
        and (f.pronamespace = to_regnamespace('extensions') or exists (
          select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e'))
      limit 10`,
    [schemas, runs, HARMLESS],
    'Cannot look for what reaches out of staging',
  );
  if (rows.length > 0)
    throw new StevedoreError(
      'TARGET_UNSUITABLE',
      `Cannot make staging: ${rows.map(({ problem }) => String(problem)).join('; ')}; copy all schemas together, or take it out of the source`,
    );
};
