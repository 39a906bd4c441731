import { unquoteName } from '../../connectors/postgres/quote-name.js';
import type { MissingRoles, SyncSelection } from '../../contracts/database-sync/selection.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import type { ObjectKey } from '../catalog/object-key.js';
import { keyOf } from '../catalog/object-key.js';
import type { Catalog } from '../catalog/read-families.js';
import type { Unwritten } from '../ddl/find-unwritten.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import { planDdl } from '../ddl/plan-ddl.js';
import type { Scope } from '../ddl/scope.js';
import { fitRoles } from './fit-roles.js';
import type { PublishAddition } from './publish-additions.js';
import { userAdditions } from './publish-additions.js';
import { includesTable, isPlatformExtension, isPlatformSchema, PLATFORM_PUBLICATION } from './supabase.js';
import type { TargetFacts } from './target-facts.js';

export interface SourcePlanning {
  readonly selection: SyncSelection;
  /** The schemas that are copied. */
  readonly schemas: readonly string[];
  /** Whether the platform's own is left alone. */
  readonly leavesPlatform: boolean;
  /** What the statements are for. @default the source's own server */
  readonly version?: number;
  /** @default what stands in no schema comes along where no schemas are asked for */
  readonly outside?: Scope['outside'];
  /** Absent where a file is written, which may go anywhere. */
  readonly target?: TargetFacts;
}

export interface SourcePlan {
  /** As the target can have it. */
  readonly catalog: Catalog;
  readonly scope: Scope;
  readonly plan: DdlPlan;
  /** What the copy has otherwise; each a sentence. */
  readonly warnings: readonly string[];
  /** What is said at the platform's own objects when the copy goes live. */
  readonly additions: readonly PublishAddition[];
}

/**
 * Plans what is copied of a catalogue, and fits it to the target. What needs something of the platform that is neither
 * copied nor at the target is in `plan.unwritten`, each by name. Throws OBJECT_INVALID.
 */
export const planSource = (read: Catalog, planning: SourcePlanning): SourcePlan => {
  const { selection, schemas, leavesPlatform, version, target } = planning;
  const { outside = selection.schemas === undefined ? 'all' : 'needed' } = planning;
  const missingRoles = missingRolesOf(selection, leavesPlatform);
  const chosen = new Set(schemas);
  const isMeant = (schema: string | null) => schema !== null && chosen.has(unquoteName(schema));
  const fitted =
    missingRoles !== 'refuse' && target !== undefined
      ? fitRoles(read, missingRoles === 'omit' ? target : withEveryRole(read, target), isMeant)
      : { catalog: read, warnings: [] as readonly string[] };
  const excluded = excludedOf(fitted.catalog, selection);
  if (!leavesPlatform) {
    const scope: Scope = { schemas, outside };
    const plan = planDdl(fitted.catalog, { scope, leave: excluded, ...(version === undefined ? {} : { version }) });
    return { ...fitted, scope, plan, additions: [] };
  }
  const left = leftOf(fitted.catalog, planning, chosen);
  const { catalog, defaults } = withoutDefaults(fitted.catalog, left.lacking, chosen);
  const scope: Scope = { schemas, outside: 'needed', extensions: left.extensions };
  const all = planDdl(catalog, {
    scope,
    leave: new Map([...excluded, ...left.own, ...left.lacking]),
    ...(version === undefined ? {} : { version }),
  });
  const isQuiet = ({ key, identity, reason }: Unwritten): boolean =>
    left.own.has(key) || (ofIncluded(identity, chosen) && reason.startsWith('it needs'));
  const unwritten = [...all.unwritten.filter((each) => !isQuiet(each)), ...defaults];
  return {
    catalog: withoutOthers(catalog, all, {
      quiet: new Set(all.unwritten.filter(isQuiet).map(({ key }) => key)),
      isMeant,
    }),
    scope,
    plan: { ...all, unwritten },
    warnings: [...fitted.warnings, ...left.warnings],
    additions: target === undefined ? [] : userAdditions(catalog, all, target),
  };
};

const excludedOf = ({ identities }: Catalog, { exclude = [] }: SyncSelection): ReadonlyMap<ObjectKey, string> =>
  new Map(
    identities
      .filter(({ type, identity }) => exclude.some((pattern) => matchesGlob(pattern, `${type} ${identity}`)))
      .map(({ key }) => [key, 'it is excluded']),
  );

/** What becomes of roles that the target lacks, where nobody has said it. */
export const missingRolesOf = ({ missingRoles }: SyncSelection, leavesPlatform: boolean): MissingRoles =>
  missingRoles ?? (leavesPlatform ? 'omit' : 'refuse');

/** The target with the roles that will be made for the copy. */
const withEveryRole = (
  { identities, grants, policies, defaultPrivileges }: Catalog,
  target: TargetFacts,
): TargetFacts => {
  const named = [
    ...identities.map(({ owner }) => owner),
    ...grants.flatMap(({ owner, grantee, grantor }) => [owner, grantee, grantor]),
    ...policies.flatMap(({ roles }) => roles),
    ...defaultPrivileges.flatMap(({ role, grantee }) => [role, grantee]),
  ];
  const made = named.filter((name): name is string => name !== null && !target.roles.has(name));
  return { ...target, roles: new Map([...target.roles, ...made.map((name) => [name, true] as const)]) };
};

/** Whether the name is of a schema of the platform that is copied in part: `p on auth.users`, `auth.users`. */
const ofIncluded = (identity: string, chosen: ReadonlySet<string>): boolean =>
  [...chosen].some((schema) => isPlatformSchema(schema) && new RegExp(`(?:^| )"?${schema}"?\\.`).test(identity));

/** What is not copied, and why; `lacking` is the target's lack, and what needs it is told. */
const leftOf = (catalog: Catalog, { selection, target }: SourcePlanning, chosen: ReadonlySet<string>) => {
  const own = new Map<ObjectKey, string>();
  const include = [...(selection.include ?? []), ...(selection.schemas ?? [])];
  const relations = catalog.relations.filter(
    ({ schema, name }) => isPlatformSchema(schema) && chosen.has(schema) && !includesTable(include, schema, name),
  );
  for (const { oid } of relations) own.set(keyOf('pg_class', oid), 'it belongs to the platform');
  const oids = new Set(relations.map(({ oid }) => oid));
  for (const { oid, ownerTable } of catalog.sequences)
    if (ownerTable !== null && oids.has(ownerTable)) own.set(keyOf('pg_class', oid), 'it belongs to the platform');
  for (const { oid, name } of catalog.publications)
    if (name === PLATFORM_PUBLICATION) own.set(keyOf('pg_publication', oid), 'it belongs to the platform');
  const lacking = new Map<ObjectKey, string>();
  if (target !== undefined)
    for (const { key, type, identity, schema } of catalog.identities) {
      const name = schema === null ? '' : unquoteName(schema);
      if (isPlatformSchema(name) && !chosen.has(name) && !target.platform.has(`${type} ${identity}`))
        lacking.set(key, 'it belongs to the platform, and the target lacks it');
    }
  const isOffered = (name: string) => target === undefined || target.extensions.has(name);
  const wanted = catalog.extensions.filter(({ name }) => !isPlatformExtension(name));
  return {
    own,
    lacking,
    extensions: new Set(wanted.filter(({ name }) => isOffered(name)).map(({ name }) => name)),
    warnings: wanted
      .filter(({ name }) => !isOffered(name))
      .map(({ name }) => `The extension "${name}" is not made at the target, whose server does not offer it`),
  };
};

/** Defaults that call what the target lacks are left out of their columns, and told. */
const withoutDefaults = (
  catalog: Catalog,
  lacking: ReadonlyMap<ObjectKey, string>,
  chosen: ReadonlySet<string>,
): { readonly catalog: Catalog; readonly defaults: Unwritten[] } => {
  const needs = new Map(
    catalog.dependencies.flatMap(({ object, needs: need }) =>
      object.startsWith('pg_attrdef:') && lacking.has(need) ? [[object, need] as const] : [],
    ),
  );
  if (needs.size === 0) return { catalog, defaults: [] };
  const names = new Map(catalog.identities.map((each) => [each.key, each]));
  const relations = new Map(catalog.relations.map((each) => [each.oid, each]));
  const defaults: Unwritten[] = [];
  const columns = catalog.columns.map((column) => {
    const key = keyOf('pg_attrdef', column.defaultOid ?? 0);
    const table = relations.get(column.relation);
    const need = column.generated === '' && chosen.has(table?.schema ?? '') ? needs.get(key) : undefined;
    if (need === undefined) return column;
    const named = names.get(need);
    defaults.push({
      key,
      type: 'default value',
      identity: `for ${table?.schema ?? ''}.${table?.name ?? ''}.${column.name}`,
      reason: `it needs the ${named?.type ?? 'object'} ${named?.identity ?? need}, which the target lacks`,
    });
    return { ...column, default: null, defaultOid: null };
  });
  const gone = new Set(defaults.map(({ key }) => key));
  return {
    catalog: { ...catalog, columns, dependencies: catalog.dependencies.filter(({ object }) => !gone.has(object)) },
    defaults,
  };
};

/** Types of what stands in no schema, and is the platform's where the plan does not have it. */
const OUTSIDE: ReadonlySet<string> = new Set([
  'access method',
  'cast',
  'event trigger',
  'extension',
  'foreign-data wrapper',
  'language',
  'large object',
  'publication',
  'security label',
  'server',
  'subscription',
  'transform',
  'user mapping',
]);

/** Nobody compares with the target what is left out without a word. */
const withoutOthers = (
  catalog: Catalog,
  { covered }: DdlPlan,
  { quiet, isMeant }: { readonly quiet: ReadonlySet<ObjectKey>; readonly isMeant: (schema: string | null) => boolean },
): Catalog => ({
  ...catalog,
  identities: catalog.identities.filter(({ key, type }) => !quiet.has(key) && (!OUTSIDE.has(type) || covered.has(key))),
  grants: catalog.grants.filter(({ object, schema }) => isMeant(schema) || covered.has(object)),
});
