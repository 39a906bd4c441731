/**
 * What refers to objects of some schemas from outside of them: it holds on to the object, not to its name, so it would
 * go on with the old generation when schemas are renamed.
 *
 * 1. What can be said again in the transaction of the publish is read as a statement under true names; run after the
 *    renaming, it means the new objects.
 * 2. All else is named, and stops the publish before it begins.
 */
import type { PostgresConnection, Row } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';
import { orReplace } from '../profiles/publish-additions.js';

export interface InboundReferences {
  /** To be run after the renaming, in this order. */
  readonly statements: readonly string[];
  /** To be run after the commit: they look at rows, and nothing waits for them. */
  readonly validations: readonly string[];
  /** Tables of publications, which the new generation may lack. */
  readonly published: readonly PublishedTable[];
  /** Schemas all of whose tables are in a publication. */
  readonly publishedSchemas: readonly { readonly publication: string; readonly schema: string }[];
  /** Extensions that stand in the schemas, and go along. */
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
  /** What cannot be said again, each by name. */
  readonly refused: readonly string[];
}

export interface PublishedTable {
  readonly publication: string;
  readonly schema: string;
  readonly name: string;
  /** A list of columns and a condition, as ADD TABLE takes them. */
  readonly rest: string;
}

/** Reads with `search_path = ''`: every name comes with its schema. */
export const findInbound = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<InboundReferences> => {
  const read = (sql: string) => connection.query(sql, [schemas], 'Cannot look for references to the live schemas');
  const sections: readonly (readonly [sql: string, statements: (row: Row) => string[]])[] = [
    [FUNCTIONS, ({ definition }) => [String(definition)]],
    [VIEWS, viewAgain],
    [
      DEFAULTS,
      (row) => [
        `${alterTable(row)} alter column ${quoteName(text(row, 'column'))} set default ${text(row, 'expression')}`,
      ],
    ],
    [CONSTRAINTS, constraintAgain],
    [TRIGGERS, triggerAgain],
    [POLICIES, policyAgain],
    // The last ones: from then on they are called for what follows.
    [EVENT_TRIGGERS, eventTriggerAgain],
  ];
  const statements: string[] = [];
  const validations: string[] = [];
  for (const [sql, again] of sections) {
    for (const row of await read(sql)) {
      statements.push(...again(row));
      if (row['valid'] === true)
        validations.push(`${alterTable(row)} validate constraint ${quoteName(text(row, 'name'))}`);
    }
  }
  const isNew = connection.serverVersion >= 150_000;
  const published = await read(isNew ? PUBLISHED_TABLES : PUBLISHED_TABLES_14);
  const whole = isNew ? await read(PUBLISHED_SCHEMAS) : [];
  const extensions = await read(EXTENSIONS);
  const others = await read(OTHERS);
  return {
    statements,
    validations,
    published: published.map((row) => ({
      publication: text(row, 'publication'),
      schema: text(row, 'schema'),
      name: text(row, 'name'),
      rest: text(row, 'rest'),
    })),
    publishedSchemas: whole.map((row) => ({ publication: text(row, 'publication'), schema: text(row, 'schema') })),
    extensions: extensions
      .filter((row) => row['relocatable'] === true)
      .map((row) => ({ name: text(row, 'name'), schema: text(row, 'schema') })),
    refused: [
      ...others.map((row) => `${text(row, 'type')} ${text(row, 'identity')}`),
      ...extensions.filter((row) => row['relocatable'] !== true).map((row) => `extension ${text(row, 'name')}`),
    ],
  };
};

/** A table or view outside of the schemas that a publish changes: it refers to objects of them, and is said again. */
export interface OutsideRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** As `pg_class.relkind`. */
  readonly kind: string;
  readonly owner: string;
  /** Whether the account has the owner's rights. */
  readonly isOwn: boolean;
  /** Of a table outside: whether the account may lock it. */
  readonly canLock?: boolean;
}

/** Finds them without a lock: no definition is read. */
export const findOutside = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<readonly OutsideRelation[]> =>
  (await connection.query(
    OUTSIDE,
    [schemas],
    'Cannot look for references to the live schemas',
  )) as unknown as OutsideRelation[];

const text = (row: Row, key: string): string => String(row[key]);

const alterTable = (row: Row): string => `alter table ${quoteQualified(text(row, 'schema'), text(row, 'table'))}`;

const viewAgain = (row: Row): string[] => {
  const options = row['options'] === null ? '' : ` with (${text(row, 'options')})`;
  const name = quoteQualified(text(row, 'schema'), text(row, 'name'));
  return [`create or replace view ${name}${options} as ${text(row, 'definition')}`];
};

const constraintAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const definition = text(row, 'definition').replace(/ NOT VALID$/, '');
  return [
    `${alterTable(row)} drop constraint ${name}`,
    `${alterTable(row)} add constraint ${name} ${definition}${row['partitioned'] === true ? '' : ' not valid'}`,
    ...commentOf(row, `constraint ${name}`),
  ];
};

const triggerAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const table = quoteQualified(text(row, 'schema'), text(row, 'table'));
  const state = TRIGGER_STATES[text(row, 'enabled')];
  const enabling = state === undefined ? [] : [`${alterTable(row)} ${state} trigger ${name}`];
  const definition = text(row, 'definition');
  // Whoever may make a trigger on another's table may replace it, but not drop it; its comment stays.
  const replaced = orReplace(definition);
  if (replaced !== definition) return [replaced, ...enabling];
  return [`drop trigger ${name} on ${table}`, definition, ...enabling, ...commentOf(row, `trigger ${name}`)];
};

const TRIGGER_STATES: Readonly<Record<string, string>> = { D: 'disable', R: 'enable replica', A: 'enable always' };

const policyAgain = (row: Row): string[] => {
  const table = quoteQualified(text(row, 'schema'), text(row, 'table'));
  const using = row['using'] === null ? '' : ` using (${text(row, 'using')})`;
  const check = row['check'] === null ? '' : ` with check (${text(row, 'check')})`;
  return [`alter policy ${quoteName(text(row, 'name'))} on ${table}${using}${check}`];
};

const eventTriggerAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const tags = (row['tags'] as readonly string[] | null) ?? [];
  const when = tags.length === 0 ? '' : ` when tag in (${tags.map(quoteText).join(', ')})`;
  const state = TRIGGER_STATES[text(row, 'enabled')];
  return [
    `drop event trigger ${name}`,
    `create event trigger ${name} on ${text(row, 'event')}${when} execute function ${quoteQualified(text(row, 'schema'), text(row, 'function'))}()`,
    `alter event trigger ${name} owner to ${quoteName(text(row, 'owner'))}`,
    ...(state === undefined ? [] : [`alter event trigger ${name} ${state}`]),
    ...(row['comment'] === null ? [] : [`comment on event trigger ${name} is ${quoteText(text(row, 'comment'))}`]),
  ];
};

/** A comment goes with what is dropped. */
const commentOf = (row: Row, object: string): string[] =>
  row['comment'] === null
    ? []
    : [
        `comment on ${object} on ${quoteQualified(text(row, 'schema'), text(row, 'table'))} is ${quoteText(text(row, 'comment'))}`,
      ];

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
const OUTSIDE = `${INSIDE}, part as (
    select 'pg_catalog.pg_constraint'::regclass::oid as classid, oid as objid, conrelid as relation from pg_catalog.pg_constraint
    union all select 'pg_catalog.pg_trigger'::regclass, oid, tgrelid from pg_catalog.pg_trigger where not tgisinternal
    union all select 'pg_catalog.pg_policy'::regclass, oid, polrelid from pg_catalog.pg_policy
    union all select 'pg_catalog.pg_attrdef'::regclass, oid, adrelid from pg_catalog.pg_attrdef
    union all select 'pg_catalog.pg_rewrite'::regclass, oid, ev_class from pg_catalog.pg_rewrite)
  select distinct c.oid::int8 as oid, n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
    pg_get_userbyid(c.relowner)::text as owner, pg_has_role(c.relowner, 'USAGE') as "isOwn", has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') as "canLock"
  from inbound join part using (classid, objid) join pg_catalog.pg_class c on c.oid = part.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid in (select oid from outside) and c.relkind in ('r', 'p', 'v', 'f') order by 1`;

const FUNCTIONS = `${INSIDE} select pg_catalog.pg_get_functiondef(p.oid) as definition from pg_catalog.pg_proc p
  where ('pg_catalog.pg_proc'::regclass, p.oid) in (select classid, objid from inbound) and p.prosqlbody is not null
    and p.prokind in ('f', 'p') and not exists (select from s, pg_catalog.pg_type t
      where t.typnamespace = s.oid and (t.oid = p.prorettype or t.oid = any (coalesce(p.proallargtypes, p.proargtypes::oid[]))))
  order by p.oid`;

const VIEWS = `${INSIDE} select distinct c.oid, n.nspname::text as schema, c.relname::text as name, array_to_string(c.reloptions, ', ') as options,
    pg_catalog.pg_get_viewdef(c.oid) as definition
  from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind = 'v' join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_rewrite'::regclass, r.oid) in (select classid, objid from inbound) and r.rulename = '_RETURN'
    and c.oid in (select oid from outside) order by c.oid`;

const DEFAULTS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", a.attname::text as column,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) as expression
  from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum and a.attgenerated = ''
  join pg_catalog.pg_class c on c.oid = d.adrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_attrdef'::regclass, d.oid) in (select classid, objid from inbound) and c.oid in (select oid from outside) order by d.oid`;

const CONSTRAINTS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", k.conname::text as name,
    pg_catalog.pg_get_constraintdef(k.oid) as definition, k.convalidated and c.relkind <> 'p' as valid, c.relkind = 'p' as partitioned,
    pg_catalog.obj_description(k.oid, 'pg_constraint') as comment
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_constraint'::regclass, k.oid) in (select classid, objid from inbound) and k.contype in ('f', 'c') and k.conparentid = 0
    and k.coninhcount = 0 and c.oid in (select oid from outside) order by k.oid`;

const TRIGGERS = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", t.tgname::text as name, t.tgenabled::text as enabled,
    pg_catalog.pg_get_triggerdef(t.oid) as definition, pg_catalog.obj_description(t.oid, 'pg_trigger') as comment
  from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_trigger'::regclass, t.oid) in (select classid, objid from inbound) and not t.tgisinternal and t.tgparentid = 0
    and c.oid in (select oid from outside) order by t.oid`;

const POLICIES = `${INSIDE} select n.nspname::text as schema, c.relname::text as "table", p.polname::text as name,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check"
  from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ('pg_catalog.pg_policy'::regclass, p.oid) in (select classid, objid from inbound) and c.oid in (select oid from outside) order by p.oid`;

const EVENT_TRIGGERS = `${INSIDE} select e.evtname::text as name, e.evtevent::text as event, e.evttags as tags, e.evtenabled::text as enabled,
    n.nspname::text as schema, p.proname::text as function, pg_catalog.pg_get_userbyid(e.evtowner)::text as owner,
    pg_catalog.obj_description(e.oid, 'pg_event_trigger') as comment
  from pg_catalog.pg_event_trigger e join pg_catalog.pg_proc p on p.oid = e.evtfoid join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where ('pg_catalog.pg_event_trigger'::regclass, e.oid) in (select classid, objid from inbound) order by e.oid`;

const publishedTables = (
  rest: string,
): string => `select p.pubname::text as publication, n.nspname::text as schema, c.relname::text as name, ${rest} as rest
  from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication p on p.oid = r.prpubid join pg_catalog.pg_class c on c.oid = r.prrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1::text[]) order by r.oid`;

const PUBLISHED_TABLES_14 = publishedTables(`''`);

const PUBLISHED_TABLES =
  publishedTables(`coalesce(' (' || (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) || ')', '')
  || coalesce(' where (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')', '')`);

const PUBLISHED_SCHEMAS = `select p.pubname::text as publication, n.nspname::text as schema from pg_catalog.pg_publication_namespace r
  join pg_catalog.pg_publication p on p.oid = r.pnpubid join pg_catalog.pg_namespace n on n.oid = r.pnnspid
  where n.nspname = any ($1::text[]) order by r.oid`;

const EXTENSIONS = `select x.extname::text as name, n.nspname::text as schema, x.extrelocatable as relocatable
  from pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace where n.nspname = any ($1::text[]) order by x.oid`;

/** What none of the others is. Casts and families whose other part is inside are the old generation's own. */
const OTHERS = `${INSIDE} select i.type, i.identity from inbound b,
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
      where k.oid = b.objid and k.contype in ('f', 'c') and (k.conparentid <> 0 or k.coninhcount = 0)))
    and not (b.classid = 'pg_catalog.pg_proc'::regclass and exists (select from pg_catalog.pg_proc p
      where p.oid = b.objid and p.prosqlbody is not null and p.prokind in ('f', 'p') and not exists (select from s, pg_catalog.pg_type t
        where t.typnamespace = s.oid and (t.oid = p.prorettype or t.oid = any (coalesce(p.proallargtypes, p.proargtypes::oid[]))))))
  order by 1, 2`;
