import type { PostgresConnection } from './open-connection.js';

/** A column as the catalog has it. */
export interface CatalogColumn {
  readonly name: string;
  /** As the server writes it: `numeric(10,2)`. */
  readonly sqlType: string;
  /** Below any domains: `numeric`. */
  readonly baseName: string;
  /** Below any domains, with its limits: `numeric(10,2)`. */
  readonly baseType: string;
  /** Below any domains, without limits, so that a cast to it changes no value: `numeric`, `bpchar`. */
  readonly looseType: string;
  readonly isDomain: boolean;
  /** The server's letter for the kind of the type: `S` is text, `E` an enum. */
  readonly category: string;
  /** Of an enum. */
  readonly labels: readonly string[];
  /** Whether two values can be compared for equality byte by byte; without, their text is. */
  readonly comparable: boolean;
  readonly notNull: boolean;
  readonly identity: '' | 'a' | 'd';
  readonly isGenerated: boolean;
  /** What the server makes its values of; names of columns are plain in it. */
  readonly generation: string | null;
  /** The expression of its default. */
  readonly defaultExpression: string | null;
  /** As SQL, where it is not the database's own. */
  readonly collation: string | null;
  /** Under which texts that differ may be equal. */
  readonly nondeterministic: boolean;
}

/** Reads the columns of a table in their order. */
export const readColumns = async (connection: PostgresConnection, table: number): Promise<CatalogColumn[]> => {
  const rows = await connection.query(COLUMNS, [table], 'Cannot read the columns of a table');
  return rows as unknown as CatalogColumn[];
};

/** Only types of these kinds lack an equality that the catalog would show; of arrays their elements are asked. */
const COMPARABLE = `case
    when b.typcategory in ('S', 'N', 'D', 'T', 'B', 'I', 'V', 'E', 'R') then true
    when b.typcategory in ('G', 'C', 'P', 'X') then false
    else exists (select from pg_opclass o where o.opcdefault and o.opcmethod in (select oid from pg_am where amname in ('btree', 'hash'))
      and o.opcintype = case when b.typcategory = 'A' then b.typelem else b.oid end)
      or (b.typcategory = 'A' and (select e.typcategory in ('S', 'N', 'D', 'T', 'B', 'I', 'V', 'E', 'R') from pg_type e where e.oid = b.typelem))
  end`;

const COLUMNS = `with recursive based as (
    select a.attnum, a.atttypid as type, a.atttypmod as limits from pg_attribute a
      where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
    union all
    select d.attnum, t.typbasetype, case when t.typtypmod >= 0 then t.typtypmod else d.limits end
      from based d join pg_type t on t.oid = d.type where t.typtype = 'd'
  )
  select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as "sqlType", b.typname::text as "baseName",
    format_type(d.type, d.limits) as "baseType", format_type(d.type, -1) as "looseType",
    t.typtype = 'd' as "isDomain", b.typcategory::text as category,
    array(select e.enumlabel::text from pg_enum e where e.enumtypid = b.oid order by e.enumsortorder) as labels,
    ${COMPARABLE} as comparable,
    a.attnotnull or exists (select from pg_type n where n.oid = a.atttypid and n.typnotnull) as "notNull",
    a.attidentity::text as identity, a.attgenerated <> '' as "isGenerated",
    case when a.attgenerated = '' then pg_get_expr(f.adbin, f.adrelid) end as "defaultExpression",
    case when a.attgenerated <> '' then pg_get_expr(f.adbin, f.adrelid) end as generation,
    case when a.attcollation not in (0, 100) then quote_ident(cn.nspname) || '.' || quote_ident(c.collname) end as collation,
    coalesce(not c.collisdeterministic, false) as nondeterministic
  from pg_attribute a
    join based d on d.attnum = a.attnum join pg_type b on b.oid = d.type and b.typtype <> 'd'
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
    left join pg_collation c on c.oid = a.attcollation left join pg_namespace cn on cn.oid = c.collnamespace
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`;
