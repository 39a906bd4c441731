import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS, notOfExtension } from '../catalog-reader.js';

export interface CastRow {
  readonly oid: number;
  readonly source: string;
  readonly target: string;
  /** With its arguments. */
  readonly routine: string | null;
  /** `f` by a function, `b` by the same bytes, `i` by text. */
  readonly method: string;
  /** `i` implicit, `a` in assignments, `e` where it is asked for. */
  readonly context: string;
}

/** Casts, without those that a range type makes for its multirange. */
export const readCasts = ({ rows }: CatalogReader): Promise<CastRow[]> =>
  rows(
    'casts',
    `select c.oid, format_type(c.castsource, null) as source, format_type(c.casttarget, null) as target,
        nullif(c.castfunc, 0)::regprocedure::text as routine, c.castmethod::text as method, c.castcontext::text as context
       from pg_cast c
      where c.oid >= ${FIRST_OF_USERS} and ${notOfExtension('pg_cast', 'c.oid')}
        and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')`,
  );
