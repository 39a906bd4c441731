import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS, notOfExtension } from '../catalog-reader.js';
import type { ObjectKey } from '../object-key.js';

/** Any object of users: what it is called, and whose it is. */
export interface IdentityRow {
  readonly key: ObjectKey;
  /** As pg_identify_object names it. */
  readonly type: string;
  readonly identity: string;
  /** Quoted where it has to be; null for what stands in none, and for what belongs to a table. */
  readonly schema: string | null;
  /** Null for what has no owner of its own. */
  readonly owner: string | null;
}

/** Of a table, or view, that an extension made: its rules, keys and triggers come with it, and are members of none. */
const ofExtension = (relation: string): string =>
  `exists (select from pg_depend m where m.classid = 'pg_class'::regclass and m.objid = ${relation} and m.deptype = 'e')`;

/** Each catalogue with objects of users: the column of the owner, and what in it is no object of its own. */
const CATALOGUES: readonly { readonly name: string; readonly owner?: string; readonly where?: string }[] = [
  { name: 'pg_namespace', owner: 'nspowner', where: `x.nspname !~ '^pg_'` },
  { name: 'pg_extension', owner: 'extowner' },
  {
    name: 'pg_class',
    owner: 'relowner',
    where: `x.relkind <> 't' and x.relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_')
      and not exists (select from pg_index i where i.indexrelid = x.oid and ${ofExtension('i.indrelid')})`,
  },
  // Array types, and the row types of tables, come with what they are of.
  {
    name: 'pg_type',
    owner: 'typowner',
    where: `not exists (select from pg_type e where e.typarray = x.oid) and x.typtype <> 'm'
      and not exists (select from pg_class c where c.oid = x.typrelid and c.relkind <> 'c')
      and x.typnamespace not in (select oid from pg_namespace where nspname ~ '^pg_')`,
  },
  { name: 'pg_proc', owner: 'proowner' },
  { name: 'pg_operator', owner: 'oprowner', where: 'x.oprcode <> 0' },
  { name: 'pg_opclass', owner: 'opcowner' },
  { name: 'pg_opfamily', owner: 'opfowner' },
  { name: 'pg_cast' },
  { name: 'pg_collation', owner: 'collowner' },
  { name: 'pg_conversion', owner: 'conowner' },
  { name: 'pg_language', owner: 'lanowner' },
  { name: 'pg_am' },
  { name: 'pg_transform' },
  { name: 'pg_ts_parser' },
  { name: 'pg_ts_template' },
  { name: 'pg_ts_dict', owner: 'dictowner' },
  { name: 'pg_ts_config', owner: 'cfgowner' },
  { name: 'pg_foreign_data_wrapper', owner: 'fdwowner' },
  { name: 'pg_foreign_server', owner: 'srvowner' },
  { name: 'pg_event_trigger', owner: 'evtowner' },
  { name: 'pg_publication', owner: 'pubowner' },
  { name: 'pg_statistic_ext', owner: 'stxowner' },
  { name: 'pg_rewrite', where: `not ${ofExtension('x.ev_class')}` },
  { name: 'pg_trigger', where: `not x.tgisinternal and x.tgparentid = 0 and not ${ofExtension('x.tgrelid')}` },
  { name: 'pg_policy', where: `not ${ofExtension('x.polrelid')}` },
  {
    name: 'pg_constraint',
    where: `x.contype not in ('t', 'n') and (x.conrelid <> 0 or x.contypid <> 0) and not ${ofExtension('x.conrelid')}`,
  },
];

/** Leaves out what comes with another object without being named: constructors of ranges, casts of multiranges. */
const notInternal = (catalogue: string): string =>
  `not exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = x.oid and d.deptype = 'i'
     and d.refclassid = 'pg_type'::regclass)`;

/**
 * All objects of users that no extension made, whether this program knows their kind or not; and the schema `public`.
 */
export const readIdentities = async (reader: CatalogReader): Promise<IdentityRow[]> => {
  const parts = CATALOGUES.map(({ name, owner, where }) => {
    const conditions = [notOfExtension(name, 'x.oid'), where];
    if (['pg_proc', 'pg_cast'].includes(name)) conditions.push(notInternal(name));
    return `select '${name}:' || x.oid as key, i.type, i.identity, i.schema, ${owner === undefined ? 'null' : `pg_get_userbyid(x.${owner})::text`} as owner
      from ${name} x cross join lateral pg_identify_object('${name}'::regclass, x.oid, 0) i
     where (x.oid >= ${FIRST_OF_USERS}${name === 'pg_namespace' ? ' or x.oid = 2200' : ''}) and ${conditions.filter(Boolean).join(' and ')}`;
  });
  // Their own catalogues are closed to most accounts.
  parts.push(
    `select 'pg_user_mapping:' || m.umid, 'user mapping', m.usename || ' on server ' || m.srvname, null, null from pg_user_mappings m`,
    `select 'pg_subscription:' || s.oid, 'subscription', s.subname, null, pg_get_userbyid(s.subowner) from pg_subscription s
      where s.subdbid = (select oid from pg_database where datname = current_database())`,
    `select 'pg_seclabel:' || l.objoid, 'security label', l.provider || ' on ' || i.identity, null, null from pg_seclabel l
      cross join lateral pg_identify_object(l.classoid, l.objoid, l.objsubid) i`,
    `select 'pg_largeobject:' || m.oid, 'large object', m.oid::text, null, pg_get_userbyid(m.lomowner) from pg_largeobject_metadata m`,
  );
  return reader.rows<IdentityRow>('the names of objects', parts.join('\nunion all\n'));
};
