import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

/** A table, partitioned or foreign ones too, a view or a materialised view. */
export interface RelationRow extends InSchema {
  /** Of pg_class: `r` table, `p` partitioned, `f` foreign, `v` view, `m` materialised view. */
  readonly kind: string;
  /** Of its row type and of that one's array. */
  readonly typeOid: number;
  readonly arrayOid: number;
  /** `u` is unlogged. */
  readonly persistence: string;
  readonly isPartition: boolean;
  /** The composite type of a typed table. */
  readonly ofType: string | null;
  readonly options: readonly string[] | null;
  /** Named `toast.…`. */
  readonly toastOptions: readonly string[] | null;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** `d` the key, `n` nothing, `f` the whole row, `i` an index. */
  readonly replicaIdentity: string;
  readonly partitionKey: string | null;
  readonly partitionBound: string | null;
  /** The query of a view, ended by `;`. */
  readonly query: string | null;
  readonly populated: boolean;
  readonly server: string | null;
  readonly serverOptions: readonly string[] | null;
}

/** A parent of a table: by inheritance, or the table that it is a partition of. */
export interface ParentRow {
  readonly child: number;
  readonly parent: number;
  /** Quoted in full. */
  readonly parentName: string;
}

export const readRelations = ({ rows }: CatalogReader): Promise<RelationRow[]> =>
  rows(
    'tables and views',
    `select c.oid, n.nspname as schema, c.relname as name, c.relkind::text as kind, c.reltype as "typeOid",
        coalesce((select t.typarray from pg_type t where t.oid = c.reltype), 0) as "arrayOid", c.relpersistence::text as persistence,
        c.relispartition as "isPartition", case when c.reloftype <> 0 then format_type(c.reloftype, null) end as "ofType",
        c.reloptions as options, (select array_agg('toast.' || o) from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid)
          as "toastOptions",
        (select m.amname from pg_am m where m.oid = c.relam) as "accessMethod",
        (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
        c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "forceRowSecurity", c.relreplident::text as "replicaIdentity",
        case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionKey",
        pg_get_expr(c.relpartbound, c.oid) as "partitionBound",
        case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as query, c.relispopulated as populated,
        s.srvname as server, f.ftoptions as "serverOptions"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join pg_foreign_table f on f.ftrelid = c.oid left join pg_foreign_server s on s.oid = f.ftserver
      where ${OF_USERS} and c.relkind in ('r', 'p', 'f', 'v', 'm') and ${notOfExtension('pg_class', 'c.oid')}`,
  );

export const readParents = ({ rows }: CatalogReader): Promise<ParentRow[]> =>
  rows(
    'the parents of tables',
    `select i.inhrelid as child, i.inhparent as parent, i.inhparent::regclass::text as "parentName"
       from pg_inherits i order by i.inhrelid, i.inhseqno`,
  );
