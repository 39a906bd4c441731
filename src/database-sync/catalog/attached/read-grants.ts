import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS } from '../catalog-reader.js';
import type { ObjectKey } from '../object-key.js';

/** A privilege that somebody has on an object, or would have on one that was just made. */
export interface GrantRow {
  readonly object: ObjectKey;
  /** As pg_identify_object names it. */
  readonly type: string;
  readonly identity: string;
  /** The schema that it stands in, or is, quoted where it has to be; null for what stands in none. */
  readonly schema: string | null;
  readonly owner: string;
  /** Quoted; null for the whole object. */
  readonly column: string | null;
  /** `now` is what the object has, `born` what it had before anybody granted or revoked. */
  readonly state: 'now' | 'born';
  /** Null for everybody. */
  readonly grantee: string | null;
  readonly grantor: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** Catalogues with privileges: columns of privileges and owner, and the letter that acldefault takes. */
const CATALOGUES: readonly {
  readonly name: string;
  /** Where it is not the catalogue that others call the objects by. */
  readonly table?: string;
  readonly acl: string;
  readonly owner: string;
  readonly kind: string;
  /** What the server itself gives away of such an object, beside what its kind does. */
  readonly also?: (version: number) => string;
  /** What is known by its name, not by what this one object was made with. */
  readonly named?: string;
}[] = [
  { name: 'pg_class', acl: 'relacl', owner: 'relowner', kind: `case x.relkind when 'S' then 's' else 'r' end` },
  { name: 'pg_proc', acl: 'proacl', owner: 'proowner', kind: `'f'` },
  { name: 'pg_type', acl: 'typacl', owner: 'typowner', kind: `'T'` },
  {
    name: 'pg_namespace',
    acl: 'nspacl',
    owner: 'nspowner',
    kind: `'n'`,
    // As to pg_dump: the one that a database is born with may have been replaced, or given to another owner.
    named: `x.nspname = 'public'`,
    also: (version) =>
      ` || case when x.nspname = 'public' then ${
        version < 150_000 ? `makeaclitem(0, x.nspowner, 'CREATE', false) || ` : ''
      }array[makeaclitem(0, x.nspowner, 'USAGE', false)] else '{}'::aclitem[] end`,
  },
  { name: 'pg_language', acl: 'lanacl', owner: 'lanowner', kind: `'l'` },
  { name: 'pg_foreign_data_wrapper', acl: 'fdwacl', owner: 'fdwowner', kind: `'F'` },
  { name: 'pg_foreign_server', acl: 'srvacl', owner: 'srvowner', kind: `'S'` },
  { name: 'pg_largeobject', table: 'pg_largeobject_metadata', acl: 'lomacl', owner: 'lomowner', kind: `'L'` },
];

const SCHEMA = `case i.type when 'schema' then i.name else i.schema end`;

const role = (column: string): string => `case when ${column} <> 0 then pg_get_userbyid(${column})::text end`;

/**
 * Who may do what, and for each such object what it was born with: by its kind and owner or, for what the server and
 * its extensions made, by pg_init_privs. Objects that nobody touched are left out, but those of users are there when
 * a default of privileges gave them something.
 */
export const readGrants = ({ rows, version }: CatalogReader): Promise<GrantRow[]> => {
  const parts = CATALOGUES.map(({ name, table = name, acl, owner, kind, also, named = 'false' }) => {
    const born = `coalesce(
      (select p.initprivs from pg_init_privs p where p.classoid = '${name}'::regclass and p.objoid = x.oid and p.objsubid = 0 and not (${named})),
      acldefault((${kind})::"char", x.${owner})${also?.(version) ?? ''})`;
    return `select '${name}:' || x.oid as object, i.type, i.identity, ${SCHEMA} as schema, pg_get_userbyid(x.${owner})::text as owner, null as column, s.state,
        ${role('e.grantee')} as grantee, pg_get_userbyid(e.grantor)::text as grantor, e.privilege_type as privilege,
        e.is_grantable as grantable, e.ordinality as place
      from ${table} x cross join lateral (values ('now', x.${acl}), ('born', ${born})) s (state, acl)
      cross join lateral aclexplode(s.acl) with ordinality e
      cross join lateral pg_identify_object('${name}'::regclass, x.oid, 0) i
     where x.${acl} is not null and (x.oid >= ${FIRST_OF_USERS} or x.${acl}::text <> (${born})::text)`;
  });
  parts.push(
    `select 'pg_class:' || a.attrelid, i.type, i.identity, ${SCHEMA}, pg_get_userbyid(c.relowner)::text, quote_ident(a.attname), 'now', ${role('e.grantee')},
        pg_get_userbyid(e.grantor)::text, e.privilege_type, e.is_grantable, e.ordinality + 1000 * a.attnum
       from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral aclexplode(a.attacl) with ordinality e
      cross join lateral pg_identify_object('pg_class'::regclass, a.attrelid, 0) i
      where a.attacl is not null and a.attnum > 0 and not a.attisdropped and a.attrelid >= ${FIRST_OF_USERS}`,
  );
  return rows('grants', `${parts.join('\nunion all\n')}\norder by type, identity, place`);
};
