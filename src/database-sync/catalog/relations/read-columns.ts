import type { CatalogReader } from '../catalog-reader.js';
import { notOfExtension, OF_USERS, ownCollation } from '../catalog-reader.js';

/** A column of a table, a view, a composite type or an index with statistics of its own. */
export interface ColumnRow {
  readonly relation: number;
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly notNull: boolean;
  /** The expression of its default, or of what it is generated from. */
  readonly default: string | null;
  readonly defaultOid: number | null;
  /** `s` stored, `v` virtual, empty where it is not generated. */
  readonly generated: string;
  /** `a` always, `d` by default, empty where it is no identity. */
  readonly identity: string;
  /** Declared by the table itself, perhaps inherited as well. */
  readonly isLocal: boolean;
  readonly parents: number;
  /** Where they are not the type's own. */
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly foreignOptions: readonly string[] | null;
}

/** A NOT NULL of server 18 or newer, where it is a constraint with a name. */
export interface NotNullRow {
  readonly oid: number;
  readonly relation: number;
  readonly column: number;
  readonly name: string;
  readonly isLocal: boolean;
  readonly noInherit: boolean;
  readonly validated: boolean;
}

export const readColumns = ({ rows }: CatalogReader): Promise<ColumnRow[]> =>
  rows(
    'columns',
    `select a.attrelid as relation, a.attnum as number, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
        ${ownCollation('a.attcollation', 'a.atttypid')} as collation, a.attnotnull as "notNull",
        pg_get_expr(d.adbin, d.adrelid) as default, d.oid as "defaultOid", a.attgenerated::text as generated,
        a.attidentity::text as identity, a.attislocal as "isLocal", a.attinhcount::int as parents,
        case when a.attstorage <> t.typstorage then a.attstorage::text end as storage,
        nullif(a.attcompression::text, '') as compression, nullif(a.attstattarget, -1)::int as statistics,
        a.attoptions as options, a.attfdwoptions as "foreignOptions"
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where ${OF_USERS} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c')
        and ${notOfExtension('pg_class', 'c.oid')} order by a.attrelid, a.attnum`,
  );

export const readNotNulls = ({ rows, version }: CatalogReader): Promise<NotNullRow[]> =>
  version < 180_000
    ? Promise.resolve([])
    : rows(
        'constraints of NOT NULL',
        `select k.oid, k.conrelid as relation, k.conkey[1]::int as column, k.conname as name, k.conislocal as "isLocal",
            k.connoinherit as "noInherit", k.convalidated as validated
           from pg_constraint k where k.contype = 'n' and k.conrelid <> 0`,
      );
