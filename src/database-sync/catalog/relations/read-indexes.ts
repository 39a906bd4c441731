import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface IndexRow extends InSchema {
  readonly table: number;
  /** Quoted in full. */
  readonly tableName: string;
  /** A complete CREATE INDEX. */
  readonly definition: string;
  /** The constraint that makes it; 0 without. */
  readonly constraint: number;
  /** The index of the partitioned table that it is attached to; 0 without. */
  readonly parent: number;
  readonly parentName: string | null;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  /** False for what a failed CREATE INDEX CONCURRENTLY left. */
  readonly valid: boolean;
  readonly partitioned: boolean;
  readonly tablespace: string | null;
}

/** The statistics target of an expression in an index. */
export interface IndexColumnRow {
  readonly index: number;
  readonly number: number;
  readonly statistics: number;
}

export const readIndexes = ({ rows }: CatalogReader): Promise<IndexRow[]> =>
  rows(
    'indexes',
    `select c.oid, n.nspname as schema, c.relname as name, i.indrelid as table, i.indrelid::regclass::text as "tableName",
        pg_get_indexdef(c.oid) as definition, coalesce(h.inhparent, 0::oid) as parent, h.inhparent::regclass::text as "parentName",
        coalesce((select k.oid from pg_constraint k where k.conindid = c.oid and k.conrelid = i.indrelid
          and k.contype in ('p', 'u', 'x')), 0::oid) as constraint,
        i.indisclustered as clustered, i.indisreplident as "replicaIdentity", i.indisvalid as valid, c.relkind = 'I' as partitioned,
        (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_class t on t.oid = i.indrelid left join pg_inherits h on h.inhrelid = c.oid
      where ${OF_USERS} and t.relkind in ('r', 'p', 'm') and ${notOfExtension('pg_class', 't.oid')}`,
  );

export const readIndexColumns = ({ rows }: CatalogReader): Promise<IndexColumnRow[]> =>
  rows(
    'statistics targets of indexes',
    `select a.attrelid as index, a.attnum as number, a.attstattarget::int as statistics
       from pg_attribute a join pg_index i on i.indexrelid = a.attrelid where a.attstattarget >= 0 order by a.attrelid, a.attnum`,
  );
