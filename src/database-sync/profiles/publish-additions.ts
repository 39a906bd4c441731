import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteText } from '../../connectors/postgres/quote-name.js';
import { showStatement } from '../ddl/show-statement.js';
import { keyOf } from '../catalog/object-key.js';
import type { Catalog } from '../catalog/read-families.js';
import type { DdlObject } from '../ddl/ddl-object.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import { writePolicies, writeTriggers } from '../ddl/relations/write-rules-and-triggers.js';
import type { TargetFacts } from './target-facts.js';
import { isPlatformRole, isPlatformSchema, PLATFORM_PUBLICATION } from './supabase.js';

/** What the publish says beside the generation, if the account may. */
export interface PublishAddition {
  /** What a warning calls it. */
  readonly name: string;
  /** Harmless where it has been said before. */
  readonly statement: string;
  /** What a person may run instead, or what may be told of it. @default the statement */
  readonly byHand?: string;
}

/**
 * What the user has made at the platform's own objects: triggers and policies on its tables, members of its
 * publication. Only where the target has those objects, as `type identity`.
 */
export const userAdditions = (
  catalog: Catalog,
  { covered }: DdlPlan,
  { platform, publications }: Pick<TargetFacts, 'platform' | 'publications'>,
): PublishAddition[] => {
  const names = new Map(catalog.identities.map((each) => [each.key, each]));
  const isThere = ({ schema, table }: { readonly schema: string; readonly table: number }): boolean => {
    const found = names.get(keyOf('pg_class', table));
    return isPlatformSchema(schema) && found !== undefined && platform.has(`${found.type} ${found.identity}`);
  };
  const ofUser = new Set(catalog.functions.map(({ oid }) => keyOf('pg_proc', oid)).filter((key) => covered.has(key)));
  const callsUser = new Set(catalog.dependencies.filter(({ needs }) => ofUser.has(needs)).map(({ object }) => object));
  const triggers = catalog.triggers.filter(
    (each) => each.parent === 0 && isThere(each) && callsUser.has(keyOf('pg_trigger', each.oid)),
  );
  const policies = catalog.policies.filter(isThere);
  return [
    ...triggers.map((trigger) => {
      const statement = orReplace(statementOf(writeTriggers({ ...catalog, triggers: [trigger] })));
      // Its arguments may hold a key.
      const byHand = showStatement(statement);
      return { name: `trigger "${trigger.name}" of ${trigger.tableName}`, statement, byHand };
    }),
    ...policies.map((policy) => {
      const byHand = statementOf(writePolicies({ ...catalog, policies: [policy] }));
      const found = `select from pg_catalog.pg_policy where polname = ${quoteText(policy.name)} and polrelid = ${quoteText(policy.tableName)}::regclass`;
      return { name: `policy "${policy.name}" of ${policy.tableName}`, statement: unless(found, byHand), byHand };
    }),
    ...(publications.has(PLATFORM_PUBLICATION) ? published(catalog, covered) : []),
  ];
};

const statementOf = ([object]: readonly DdlObject[]): string => object?.create(new Set())[0] ?? '';

/** Who may make a trigger on another's table may replace it, but not drop it. One of a constraint is not replaced. */
export const orReplace = (definition: string): string =>
  definition.replace(/^CREATE TRIGGER /, 'CREATE OR REPLACE TRIGGER ');

/** Members of the platform's publication at the source; at the target others may be members, too. */
const published = (
  { publications, publicationMembers, relations }: Catalog,
  covered: ReadonlySet<string>,
): PublishAddition[] => {
  const of = publications.find(({ name }) => name === PLATFORM_PUBLICATION)?.oid;
  const tables = new Map(relations.map((each) => [each.oid, each]));
  return publicationMembers
    .filter(({ publication, catalogue, memberOid }) => {
      const isCopied = catalogue === 'pg_publication_rel' && covered.has(keyOf('pg_class', memberOid));
      return publication === of && isCopied;
    })
    .map(({ member, memberOid, columns, condition }) => {
      const { schema = '', name = '' } = tables.get(memberOid) ?? {};
      const rest = `${columns === null ? '' : ` (${columns})`}${condition === null ? '' : ` WHERE (${condition})`}`;
      const publication = quoteText(PLATFORM_PUBLICATION);
      const byHand = `alter publication ${quoteName(PLATFORM_PUBLICATION)} add table ${member}${rest}`;
      const found = `select from pg_catalog.pg_publication_tables where pubname = ${publication} and schemaname = ${quoteText(schema)} and tablename = ${quoteText(name)}`;
      return {
        name: `table ${member} of the publication "${PLATFORM_PUBLICATION}"`,
        statement: unless(found, byHand),
        byHand,
      };
    });
};

const unless = (found: string, statement: string): string =>
  `do ${dollarQuoted(`begin if not exists (${found}) then ${statement}; end if; end`)}`;

const dollarQuoted = (text: string): string => {
  let tag = 'added';
  while (text.includes(`$${tag}$`)) tag += '_';
  return `$${tag}$${text}$${tag}$`;
};

/**
 * What the live schemas of a project of Supabase give to the platform's roles, and the source does not know: a new
 * schema of the name gets it, so that the project's services reach it. `known` are the roles of the source.
 */
export const platformGrants = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  known: ReadonlySet<string>,
): Promise<{ readonly additions: PublishAddition[]; readonly warnings: string[] }> => {
  const additions: PublishAddition[] = [];
  const warnings: string[] = [];
  const isLacking = (role: string): boolean => isPlatformRole(role) && !known.has(role);
  const add = (schema: string, statement: string) =>
    additions.push({ name: `privilege of the platform in the schema "${schema}"`, statement });
  for (const { schema, role, privilege } of await read(connection, SCHEMA_GRANTS, schemas))
    if (isLacking(role)) add(schema, `grant ${privilege} on schema ${quoteName(schema)} to ${quoteName(role)}`);
  for (const row of await read(connection, DEFAULTS, schemas)) {
    const { schema, role, privilege, owner, kind, settable, own } = row;
    const words = KINDS[kind];
    if (words === undefined || !isPlatformRole(role)) continue;
    const what = `grant ${privilege} on ${words} to ${quoteName(role)}`;
    const change = `alter default privileges for role ${quoteName(owner)} in schema ${quoteName(schema)} ${what}`;
    if (settable !== true) {
      warnings.push(
        `${change}; -- goes with the schema that was live, and only "${owner}" or a superuser can say it again`,
      );
      continue;
    }
    if (!isLacking(role)) continue;
    add(schema, change);
    if (own === true && words !== 'types')
      add(schema, `grant ${privilege} on all ${words} in schema ${quoteName(schema)} to ${quoteName(role)}`);
  }
  return { additions, warnings: summary(warnings) };
};

/** One sentence for all, with the first statement as an example. */
const summary = ([first, ...more]: readonly string[]): string[] => {
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : ` (and ${more.length} more of its kind)`;
  return [`A default privilege of the platform is not kept: ${first}${rest}`];
};

const KINDS: Readonly<Record<string, string>> = { r: 'tables', S: 'sequences', f: 'functions', T: 'types' };

interface GrantRow {
  readonly schema: string;
  readonly role: string;
  readonly privilege: string;
  readonly owner: string;
  readonly kind: string;
  readonly settable: boolean;
  readonly own: boolean;
}

const read = async (connection: PostgresConnection, sql: string, schemas: readonly string[]): Promise<GrantRow[]> =>
  (await connection.query(sql, [schemas], 'Cannot read the privileges of the live schemas')) as unknown as GrantRow[];

const SCHEMA_GRANTS = `select n.nspname::text as schema, pg_get_userbyid(e.grantee)::text as role, string_agg(e.privilege_type, ', ') as privilege
   from pg_catalog.pg_namespace n cross join lateral aclexplode(n.nspacl) e
  where n.nspname = any ($1::text[]) and e.grantee <> 0 and e.grantee <> n.nspowner group by 1, 2 order by 1, 2`;

const DEFAULTS = `select n.nspname::text as schema, pg_get_userbyid(e.grantee)::text as role, string_agg(e.privilege_type, ', ') as privilege,
    pg_get_userbyid(d.defaclrole)::text as owner, d.defaclobjtype::text as kind, pg_has_role(current_user, d.defaclrole, 'USAGE') as settable,
    pg_get_userbyid(d.defaclrole) = current_user as own
   from pg_catalog.pg_default_acl d join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace cross join lateral aclexplode(d.defaclacl) e
  where n.nspname = any ($1::text[]) and e.grantee <> 0 group by 1, 2, 4, 5, 6, 7 order by 1, 4, 5, 2`;
