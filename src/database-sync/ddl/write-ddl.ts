import type { Catalog } from '../catalog/read-families.js';
import type { DdlPlan, WriteOptions } from './plan-ddl.js';
import type { Unwritten } from './find-unwritten.js';
import { keyOf } from '../catalog/object-key.js';
import { writeAfterProof } from './attached/write-after-proof.js';
import { writeComments, writeExtensionDependents, writeOwners } from './attached/write-attached.js';
import { writeDefaultPrivileges } from './attached/write-default-privileges.js';
import { writeGrants } from './attached/write-grants.js';
import { planDdl } from './plan-ddl.js';
import { refreshStatement } from './relations/write-views.js';

/** The statements that create everything that a catalogue describes, in an empty database; none ends in a semicolon. */
export interface Ddl {
  /** Schemas to tables and views: what the rows need. */
  readonly pre: readonly string[];
  /** Large objects, empty. */
  readonly data: readonly string[];
  /** What needs the rows: constraints, indexes, triggers, policies, publications. */
  readonly post: readonly string[];
  /** What would hinder the rows, as row security; owners, comments, grants, default privileges. */
  readonly grants: readonly string[];
  /** Fills the materialised views that are filled at the source, after the grants that their queries need. */
  readonly refresh: readonly string[];
  /** What is not created, each by name. */
  readonly unwritten: readonly Unwritten[];
}

/** Writes a catalogue as statements. Throws OBJECT_INVALID if objects need each other in a way that has no order. */
export const writeDdl = (catalog: Catalog, options: WriteOptions = {}): Ddl =>
  writePlanned(catalog, planDdl(catalog, options), options);

/** The same of a plan that `planDdl` made with the same options. */
export const writePlanned = (catalog: Catalog, plan: DdlPlan, options: WriteOptions): Ddl => {
  const statements = (section: 'pre' | 'post') =>
    plan.nodes.filter((node) => node.section === section).flatMap((node) => node.statements);
  return {
    pre: statements('pre'),
    data: plan.largeObjects.map(({ oid }) => `SELECT pg_catalog.lo_create('${oid}')`),
    post: statements('post'),
    grants: writeAttached(catalog, plan, options),
    refresh: writeRefreshes(plan),
    unwritten: plan.unwritten,
  };
};

/** What is said of an object that is planned when its rows are proved: row security, owner, comments, grants. */
export const writeAttached = (catalog: Catalog, plan: DdlPlan, { scope }: WriteOptions = {}): string[] => {
  const { fitted, written, covered } = plan;
  const outside = scope === undefined || scope.outside === 'all';
  // What the server and its extensions made is in no list of names; its grants belong to the database.
  const known = new Set(outside ? catalog.identities.map(({ key }) => key) : fitted.grants.map(({ object }) => object));
  const isMeant = ({ schema }: Catalog['defaultPrivileges'][number]): boolean =>
    scope === undefined || (schema === null ? outside : scope.schemas.includes(schema));
  return [
    ...writeAfterProof(fitted, written),
    ...writeOwners(fitted, written),
    ...writeExtensionDependents(fitted, covered),
    ...writeComments(fitted, covered),
    ...writeGrants(fitted, covered, known),
    ...writeDefaultPrivileges({ ...fitted, defaultPrivileges: fitted.defaultPrivileges.filter(isMeant) }),
  ];
};

/** Fills the materialised views among what is planned that were filled, each after those that it reads. */
export const writeRefreshes = ({ nodes, fitted }: DdlPlan): string[] => {
  const views = new Map(
    fitted.relations.filter(({ kind }) => kind === 'm').map((view) => [keyOf('pg_class', view.oid), view]),
  );
  return nodes.flatMap(({ object }) => {
    const view = views.get(object.key);
    return view?.populated === true ? [refreshStatement(view)] : [];
  });
};
