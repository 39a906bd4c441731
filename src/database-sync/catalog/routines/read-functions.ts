import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface FunctionRow extends InSchema {
  /** A complete CREATE statement. */
  readonly definition: string;
}

/**
 * Functions, procedures and window functions in a procedural language or in SQL. Those in C need a file of the server,
 * and are left to the completeness probe, as are the constructors of ranges, which come with their type.
 */
export const readFunctions = ({ rows }: CatalogReader): Promise<FunctionRow[]> =>
  rows(
    'functions',
    `select p.oid, n.nspname as schema, p.proname as name, pg_get_functiondef(p.oid) as definition
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
      where ${OF_USERS} and p.prokind <> 'a' and l.lanname not in ('c', 'internal') and ${notOfExtension('pg_proc', 'p.oid')}`,
  );
