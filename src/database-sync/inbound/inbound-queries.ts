/**
 * How it is read what refers to objects of some schemas (`$1`) from outside of them.
 */

/** The objects of the schemas, as `pg_depend` names them. */
const INSIDE = `with s as (select oid from pg_catalog.pg_namespace where nspname = any ($1::text[])),
  inside (classid, objid) as (
    select 'pg_catalog.pg_namespace'::regclass::oid, oid from s
    union all select 'pg_catalog.pg_class'::regclass, oid from pg_catalog.pg_class where relnamespace in (select oid from s)
    union all select 'pg_catalog.pg_proc'::regclass, oid from pg_catalog.pg_proc where pronamespace in (select oid from s)
    union all select 'pg_catalog.pg_type'::regclass, oid from pg_catalog.pg_type where typnamespace in (select oid from s)
    union all select 'pg_catalog.pg_operator'::regclass, oid from pg_catalog.pg_operator where oprnamespace in (select oid from s)
    union all select 'pg_catalog.pg_opclass'::regclass, oid from pg_catalog.pg_opclass where opcnamespace in (select oid from s)
    union all select 'pg_catalog.pg_opfamily'::regclass, oid from pg_catalog.pg_opfamily where opfnamespace in (select oid from s)
    union all select 'pg_catalog.pg_collation'::regclass, oid from pg_catalog.pg_collation where collnamespace in (select oid from s)
    union all select 'pg_catalog.pg_conversion'::regclass, oid from pg_catalog.pg_conversion where connamespace in (select oid from s)
    union all select 'pg_catalog.pg_constraint'::regclass, oid from pg_catalog.pg_constraint where connamespace in (select oid from s)
    union all select 'pg_catalog.pg_statistic_ext'::regclass, oid from pg_catalog.pg_statistic_ext where stxnamespace in (select oid from s)
    union all select 'pg_catalog.pg_ts_config'::regclass, oid from pg_catalog.pg_ts_config where cfgnamespace in (select oid from s)
    union all select 'pg_catalog.pg_ts_dict'::regclass, oid from pg_catalog.pg_ts_dict where dictnamespace in (select oid from s)
    union all select 'pg_catalog.pg_ts_parser'::regclass, oid from pg_catalog.pg_ts_parser where prsnamespace in (select oid from s)
    union all select 'pg_catalog.pg_ts_template'::regclass, oid from pg_catalog.pg_ts_template where tmplnamespace in (select oid from s)
  ),
  member as (select classid, objid from pg_catalog.pg_depend where deptype = 'e'),
  own as (select * from inside where (classid, objid) not in (select classid, objid from member)),
  inbound as (
    select distinct d.classid, d.objid from pg_catalog.pg_depend d
     where d.deptype in ('n', 'a') and (d.refclassid, d.refobjid) in (select classid, objid from own)
       and (d.classid, d.objid) not in (select classid, objid from inside)
       and (d.classid, d.objid) not in (select classid, objid from member)
  ),
  outside as (select oid from pg_catalog.pg_class where relnamespace not in (select oid from s))`;

/** Of every part that is said again, the table or view that it is a part of. */
export const OUTSIDE = `${INSIDE}, part as (
    select 'pg_catalog.pg_constraint'::regclass::oid as classid, oid as objid, conrelid as relation from pg_catalog.pg_constraint
    union all select 'pg_catalog.pg_trigger'::regclass, oid, tgrelid from pg_catalog.pg_trigger where not tgisinternal
    union all select 'pg_catalog.pg_policy'::regclass, oid, polrelid from pg_catalog.pg_policy
    union all select 'pg_catalog.pg_attrdef'::regclass, oid, adrelid from pg_catalog.pg_attrdef
    union all select 'pg_catalog.pg_rewrite'::regclass, oid, ev_class from pg_catalog.pg_rewrite)
  select distinct c.oid::int8 as oid, n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
    pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as "isOwn", has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') as "canLock"
  from inbound join part using (classid, objid) join pg_catalog.pg_class c on c.oid = part.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid in (select oid from outside) and c.relkind in ('r', 'p', 'v', 'f') order by 1`;

export const FUNCTIONS = `${INSIDE} select pg_catalog.pg_get_functiondef(p.oid) as definition from pg_catalog.pg_proc p
  where ('pg_catalog.pg_proc'::regclass, p.oid) in (select classid, objid from inbound) and p.prosqlbody is not null
    and p.prokind in ('f', 'p') and not exists (select from s, pg_catalog.pg_type t
      where t.typnamespace = s.oid and (t.oid = p.prorettype or t.oid = any (coalesce(p.proallargtypes, p.proargtypes::oid[]))))
  order by p.oid`;

export const VIEWS = `${INSIDE} select distinct c.oid, n.nspname::text as schema, c.relname::text as name, array_to_string(c.reloptions, ', ') as options,
    pg_catalog.pg_get_viewdef(c.oid) as definition
  from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind = 'v' join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_rewrite'::regclass, r.oid) in (select classid, objid from inbound) and r.rulename = '_RETURN'
    and c.oid in (select oid from outside) order by c.oid`;

export const DEFAULTS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", a.attname::text as column,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression
  from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum and a.attgenerated = ''
  join pg_catalog.pg_class c on c.oid = d.adrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_attrdef'::regclass, d.oid) in (select classid, objid from inbound) and c.oid in (select oid from outside) order by d.oid`;

/** Before 18 a foreign key of a partitioned table cannot be NOT VALID: `leaves` are its partitions, which can. */
export const CONSTRAINTS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", k.conname::text as name,
    pg_catalog.pg_get_constraintdef(k.oid) as definition, k.convalidated as valid,
    pg_catalog.obj_description(k.oid, 'pg_constraint') as comment, l.leaves, l.names as "leafNames"
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join lateral (
    with recursive below (oid) as (select k.oid
      union all select d.oid from pg_catalog.pg_constraint d join below b on d.conparentid = b.oid where d.confrelid = k.confrelid)
    select coalesce(array_agg(format('%I.%I', pn.nspname, p.relname) order by d.oid), '{}') as leaves, coalesce(array_agg(d.conname::text order by d.oid), '{}') as names
      from below b join pg_catalog.pg_constraint d on d.oid = b.oid join pg_catalog.pg_class p on p.oid = d.conrelid and p.relkind = 'r'
      join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
  ) l on k.contype = 'f' and c.relkind = 'p' and current_setting('server_version_num')::int < 180000
  where ('pg_catalog.pg_constraint'::regclass, k.oid) in (select classid, objid from inbound) and k.contype in ('f', 'c') and k.conparentid = 0
    and k.coninhcount = 0 and c.oid in (select oid from outside) order by k.oid`;

/** What rows of tables outside have been held to: foreign keys, each column with its operator, and checks. */
export const HELD_TO = `${INSIDE} select format('%s%I.%I', case when c.relkind = 'r' and c.relhassubclass and (k.contype = 'f' or k.connoinherit) then 'only ' else '' end, n.nspname, c.relname) as "table",
    k.conname::text as name, k.contype = 'f' as "isKey", k.confmatchtype = 'f' as "isFull",
    (select array_agg(quote_ident(a.attname) order by o.nth) from unnest(k.conkey) with ordinality o (num, nth)
       join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.num) as columns,
    rn.nspname::text as "otherSchema", quote_ident(r.relname) as "otherTable", r.relkind = 'r' and r.relhassubclass as "otherOnly",
    (select array_agg(quote_ident(a.attname) order by o.nth) from unnest(k.confkey) with ordinality o (num, nth)
       join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.num) as "otherColumns",
    (select array_agg(case when opn.nspname = 'pg_catalog' then op.oprname::text else format('operator(%I.%s)', opn.nspname, op.oprname) end order by o.nth)
       from unnest(k.conpfeqop) with ordinality o (oid, nth) join pg_catalog.pg_operator op on op.oid = o.oid join pg_catalog.pg_namespace opn on opn.oid = op.oprnamespace) as operators,
    pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression,
    (select array_agg(quote_ident(a.attname) order by o.nth) from pg_catalog.pg_index i cross join unnest(i.indkey::int2[]) with ordinality o (num, nth)
       join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = o.num where i.indrelid = k.conrelid and i.indisprimary) as key
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_class r on r.oid = k.confrelid left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
  where ('pg_catalog.pg_constraint'::regclass, k.oid) in (select classid, objid from inbound) and k.contype in ('f', 'c') and k.conparentid = 0
    and k.coninhcount = 0 and k.convalidated and c.oid in (select oid from outside) and coalesce(pg_catalog.to_jsonb(k) ->> 'conperiod', 'false') = 'false'
  order by k.oid`;

export const TRIGGERS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", t.tgname::text as name, t.tgenabled::text as enabled,
    pg_catalog.pg_get_triggerdef(t.oid) as definition, pg_catalog.obj_description(t.oid, 'pg_trigger') as comment
  from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_trigger'::regclass, t.oid) in (select classid, objid from inbound) and not t.tgisinternal and t.tgparentid = 0
    and c.oid in (select oid from outside) order by t.oid`;

export const POLICIES = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", p.polname::text as name,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check"
  from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_policy'::regclass, p.oid) in (select classid, objid from inbound) and c.oid in (select oid from outside) order by p.oid`;

export const EVENT_TRIGGERS = `${INSIDE} select e.evtname::text as name, e.evtevent::text as event, e.evttags as tags, e.evtenabled::text as enabled,
    n.nspname::text as schema, p.proname::text as function, pg_catalog.pg_get_userbyid(e.evtowner)::text as owner,
    pg_catalog.obj_description(e.oid, 'pg_event_trigger') as comment
  from pg_catalog.pg_event_trigger e join pg_catalog.pg_proc p on p.oid = e.evtfoid join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where ('pg_catalog.pg_event_trigger'::regclass, e.oid) in (select classid, objid from inbound) order by e.oid`;

const publishedTables = (
  rest: string,
): string => `select p.pubname::text as publication, n.nspname::text as schema, c.relname::text as name, ${rest} as rest
  from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication p on p.oid = r.prpubid join pg_catalog.pg_class c on c.oid = r.prrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1::text[]) order by r.oid`;

export const PUBLISHED_TABLES_14 = publishedTables(`''`);

export const PUBLISHED_TABLES =
  publishedTables(`coalesce(' (' || (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) || ')', '')
  || coalesce(' where (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')', '')`);

export const PUBLISHED_SCHEMAS = `select p.pubname::text as publication, n.nspname::text as schema from pg_catalog.pg_publication_namespace r
  join pg_catalog.pg_publication p on p.oid = r.pnpubid join pg_catalog.pg_namespace n on n.oid = r.pnnspid
  where n.nspname = any ($1::text[]) order by r.oid`;

export const EXTENSIONS = `select x.extname::text as name, n.nspname::text as schema, x.extrelocatable as relocatable
  from pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace where n.nspname = any ($1::text[]) order by x.oid`;

/** What none of the others is. Casts and families whose other part is inside are the old generation's own. */
export const OTHERS = `${INSIDE} select i.type, i.identity from inbound b,
    lateral pg_catalog.pg_identify_object(b.classid, b.objid, 0) i
  where b.classid not in ('pg_catalog.pg_default_acl'::regclass, 'pg_catalog.pg_extension'::regclass, 'pg_catalog.pg_cast'::regclass,
      'pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass, 'pg_catalog.pg_publication_rel'::regclass, 'pg_catalog.pg_event_trigger'::regclass)
    and i.type not in ('publication namespace')
    and not (b.classid = 'pg_catalog.pg_rewrite'::regclass and exists (select from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
      where r.oid = b.objid and (c.oid not in (select oid from outside) or (c.relkind = 'v' and r.rulename = '_RETURN'))))
    and not (b.classid = 'pg_catalog.pg_attrdef'::regclass and exists (select from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where d.oid = b.objid and (d.adrelid not in (select oid from outside) or a.attgenerated = '')))
    and not (b.classid = 'pg_catalog.pg_trigger'::regclass and exists (select from pg_catalog.pg_trigger t
      where t.oid = b.objid))
    and not (b.classid = 'pg_catalog.pg_policy'::regclass)
    and not (b.classid = 'pg_catalog.pg_constraint'::regclass and exists (select from pg_catalog.pg_constraint k
      where k.oid = b.objid and k.contype in ('f', 'c') and (k.conparentid <> 0 or k.coninhcount = 0 or (k.contype = 'c' and not k.conislocal))))
    and not (b.classid = 'pg_catalog.pg_proc'::regclass and exists (select from pg_catalog.pg_proc p
      where p.oid = b.objid and p.prosqlbody is not null and p.prokind in ('f', 'p') and not exists (select from s, pg_catalog.pg_type t
        where t.typnamespace = s.oid and (t.oid = p.prorettype or t.oid = any (coalesce(p.proallargtypes, p.proargtypes::oid[]))))))
  order by 1, 2`;
