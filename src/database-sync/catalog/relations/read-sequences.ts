import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

/** A sequence. Its numbers are text: a JavaScript number would round the largest. */
export interface SequenceRow extends InSchema {
  readonly persistence: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** `a` owned by a column, `i` made by an identity column; null for none. */
  readonly ownership: string | null;
  readonly ownerTable: number | null;
  readonly ownerColumn: number | null;
  /** Quoted in full. */
  readonly ownerColumnName: string | null;
}

export const readSequences = ({ rows }: CatalogReader): Promise<SequenceRow[]> =>
  rows(
    'sequences',
    `select c.oid, n.nspname as schema, c.relname as name, c.relpersistence::text as persistence,
        format_type(s.seqtypid, null) as type, s.seqstart::text as start, s.seqincrement::text as increment,
        s.seqmin::text as minimum, s.seqmax::text as maximum, s.seqcache::text as cache, s.seqcycle as cycle,
        d.deptype::text as ownership, d.refobjid as "ownerTable", d.refobjsubid as "ownerColumn",
        d.refobjid::regclass::text || '.' || quote_ident(a.attname) as "ownerColumnName"
       from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
       left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
         and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
       left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where ${OF_USERS} and ${notOfExtension('pg_class', 'c.oid')}`,
  );
