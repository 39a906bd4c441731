import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { OwnersCode } from '../source/sync-source.js';

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

/**
 * Finds functions that everybody may call and that would run with power over the server: its superuser's, or that of a
 * role which runs its programs and reads or writes its files. Within the transaction that made them, under true names
 * and with their owners. Throws DUMP_STATEMENT_REFUSED with the line of the first one.
 */
export const checkOwners = async (
  connection: PostgresConnection,
  functions: readonly OwnersCode[] = [],
): Promise<void> => {
  if (functions.length === 0) return;
  const rows = await connection.query(
    `select n.nspname::text as schema, f.proname::text as name, r.rolname::text as owner
       from pg_catalog.pg_proc f join pg_catalog.pg_namespace n on n.oid = f.pronamespace join pg_catalog.pg_roles r on r.oid = f.proowner
      where f.prosecdef and n.nspname = any ($1::text[])
        and (r.rolsuper or pg_has_role(r.oid, 'pg_execute_server_program', 'USAGE') or pg_has_role(r.oid, 'pg_read_server_files', 'USAGE')
          or pg_has_role(r.oid, 'pg_write_server_files', 'USAGE'))`,
    [[...new Set(functions.map(({ schema }) => schema))]],
    'Cannot read the owners of functions',
  );
  const ownerOf = new Map(rows.map(({ schema, name, owner }) => [JSON.stringify([schema, name]), String(owner)]));
  for (const { schema, name, line, why } of functions) {
    const owner = ownerOf.get(JSON.stringify([schema, name]));
    if (owner === undefined) continue;
    throw new StevedoreError(
      'DUMP_STATEMENT_REFUSED',
      `Cannot import the file: the function "${schema}.${name}" on line ${line} is SECURITY DEFINER and ${why}, and its owner "${owner}" has power over the server; give it an owner that has none (ALTER FUNCTION … OWNER TO), import with an account that has none, or sync the databases without a file`,
      { details: { line, statement: 'SECURITY DEFINER' } },
    );
  }
};
