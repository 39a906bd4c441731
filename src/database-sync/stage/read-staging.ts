import type { Catalog } from '../catalog/read-families.js';
import type { DdlPlan } from '../ddl/plan-ddl.js';
import type { StagedSchema, Staging } from './staging.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { keyOf } from '../catalog/object-key.js';
import { planDdl } from '../ddl/plan-ddl.js';
import { writeAttached, writeRefreshes } from '../ddl/write-ddl.js';
import { findNameBound } from './find-name-bound.js';
import { laterObjects } from './read-later-objects.js';

/**
 * Writes what follows the rows from a catalogue in which everything of staging is made, read under staging's names and,
 * as `made`, under true ones in the same transaction. `before` has what stood in no schema and was there already: its
 * owner, comment and grants stay the target's own.
 */
export const readStaging = (
  reference: Catalog,
  made: Catalog,
  schemas: readonly StagedSchema[],
  before: ReadonlySet<string>,
): Pick<Staging, 'schemas' | 'later' | 'bound' | 'grants' | 'refresh' | 'early' | 'reference'> => {
  const moved = schemas.filter(({ name, staging }) => name !== staging).map(({ name }) => name);
  const outside = moved.length === 0 ? 'all' : 'needed';
  const scope = { schemas: schemas.map(({ staging }) => staging), outside } as const;
  const plan = planDdl(reference, { scope });
  const truePlan = planDdl(made, { scope: { schemas: schemas.map(({ name }) => name), outside } });
  const bound = findNameBound(plan, moved);
  const boundLater = laterObjects(truePlan).filter(({ id }) => bound.later.has(id));
  const refreshes = (of: DdlPlan, isBound: boolean): string[] =>
    writeRefreshes({ ...of, nodes: of.nodes.filter(({ object }) => bound.views.has(object.key) === isBound) });
  return {
    schemas,
    later: laterObjects(plan).filter(({ id }) => !bound.later.has(id)),
    bound: {
      later: boundLater,
      analyze: [...new Set(boundLater.flatMap(({ tables }) => tables))],
      refresh: refreshes(truePlan, true),
      tables: reference.relations
        .filter(({ oid }) => bound.tables.has(keyOf('pg_class', oid)))
        .map(({ schema, name }) => quoteQualified(schema, name)),
    },
    grants: writeAttached(reference, { ...plan, ...withoutOld(plan, before) }, { scope }),
    refresh: refreshes(plan, false),
    // What the schema `public` is born with goes by its name, which is another one in staging.
    early: namesOf(plan, ({ section, object }) => section === 'pre' && object.kind !== 'schema'),
    reference,
  };
};

const namesOf = ({ nodes, fitted }: DdlPlan, isMeant: (node: DdlPlan['nodes'][number]) => boolean): Set<string> => {
  const keys = new Set(nodes.filter(isMeant).map(({ object }) => object.key));
  return new Set(
    fitted.identities.filter(({ key }) => keys.has(key)).map(({ type, identity }) => `${type} ${identity}`),
  );
};

/** Kinds of what stands in no schema and has a name, in the words of `namesOutside`. */
const WORDS: Readonly<Record<string, string>> = {
  extension: 'extension',
  foreignDataWrapper: 'foreign data wrapper',
  foreignServer: 'server',
  publication: 'publication',
  eventTrigger: 'event trigger',
};

const withoutOld = ({ nodes, written, covered }: DdlPlan, before: ReadonlySet<string>) => {
  const old = nodes.filter(
    ({ object: { kind, name } }) =>
      WORDS[kind] !== undefined &&
      (before.has(`${WORDS[kind]} "${name}"`) || kind === 'publication' || kind === 'eventTrigger'),
  );
  const keys = new Set(old.flatMap(({ object }) => [object.key, ...(object.covers ?? [])]));
  const kept = (all: DdlPlan['covered']) => new Set([...all].filter((key) => !keys.has(key)));
  return { written: kept(written), covered: kept(covered) };
};
