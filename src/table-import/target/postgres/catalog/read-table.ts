import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { Reference } from '../../../../contracts/table-import/resource.js';
import type { TableName } from '../../../../contracts/table-import/table-name.js';
import type { UniqueKey } from '../../table-facts.js';

/** A table as the catalog has it, without its columns. */
export interface CatalogTable {
  /** Its number at the server. */
  readonly id: number;
  readonly kind: string;
  readonly hasHeirs: boolean;
  readonly hasRules: boolean;
  /** Whether a trigger could keep rows out, of the table or of one of its partitions. */
  readonly hasTriggersBefore: boolean;
}

export interface CatalogKey extends UniqueKey {
  readonly isPrimary: boolean;
  readonly isDeferrable: boolean;
}

/** Finds a table; undefined where there is none of the name that holds rows. */
export const readTable = async (
  connection: PostgresConnection,
  { schema, table }: TableName,
): Promise<CatalogTable | undefined> => {
  const [row] = await connection.query(TABLE, [schema, table], `Cannot describe the table "${table}"`);
  return row as CatalogTable | undefined;
};

const TABLE = `select c.oid as id, c.relkind::text as kind, c.relkind = 'r' and exists (select from pg_inherits i where i.inhparent = c.oid) as "hasHeirs",
    exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type in ('2', '3')) and c.relkind in ('r', 'p') as "hasRules",
    exists (select from pg_trigger g where not g.tgisinternal and g.tgenabled <> 'D' and g.tgtype & 3 = 3 and g.tgtype & 20 > 0
      and g.tgrelid in (select c.oid union select p.relid from pg_partition_tree(c.oid) p)) as "hasTriggersBefore"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`;

/** Reads the keys that hold for every row and every moment, the primary one first. */
export const readKeys = async (connection: PostgresConnection, table: number): Promise<CatalogKey[]> => {
  const rows = await connection.query(KEYS, [table], 'Cannot read the keys of a table');
  return rows as unknown as CatalogKey[];
};

const KEYS = `select c.relname::text as name, i.indisprimary as "isPrimary", not i.indimmediate as "isDeferrable",
    i.indnullsnotdistinct as "nullsAreEqual",
    array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
      where k.place <= i.indnkeyatts order by k.place) as columns
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where i.indrelid = $1 and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
  order by i.indisprimary desc, c.relname`;

/** Reads the foreign keys of a table. */
export const readReferences = async (connection: PostgresConnection, table: number): Promise<Reference[]> => {
  const rows = await connection.query(REFERENCES, [table], 'Cannot read the foreign keys of a table');
  return rows as unknown as Reference[];
};

const names = (numbers: string, table: string): string =>
  `array(select a.attname::text from unnest(${numbers}) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number order by k.place)`;

const REFERENCES = `select n.nspname::text as schema, c.relname::text as table,
    ${names('f.conkey', 'f.conrelid')} as columns, ${names('f.confkey', 'f.confrelid')} as "foreignColumns"
  from pg_constraint f join pg_class c on c.oid = f.confrelid join pg_namespace n on n.oid = c.relnamespace
  where f.conrelid = $1 and f.contype = 'f' and f.confrelid <> 0 and c.relkind in ('r', 'p')
    and not exists (select from pg_constraint up where up.oid = f.conparentid and up.conrelid = f.conrelid)
  order by f.conname`;
