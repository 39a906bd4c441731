import type { Catalog } from '../catalog/read-families.js';
import type { Difference } from '../compare/compare-catalogs.js';
import { keyOf } from '../catalog/object-key.js';
import type { SyncSource } from '../source/sync-source.js';
import type { Unwritten } from '../ddl/find-unwritten.js';
import { StevedoreError } from '../../contracts/errors.js';
import { matchesGlob } from '../../contracts/matches-glob.js';
import { quoteQualified } from '../../connectors/postgres/quote-name.js';
import { compareCatalogs } from '../compare/compare-catalogs.js';

/** Objects that a message names. */
const MOST = 10;

/** Whether an object may be left out or differ, by `type name`. */
const isAllowed = (
  allowed: readonly string[],
  { type, identity }: { readonly type: string; readonly identity: string },
) => allowed.some((pattern) => matchesGlob(pattern, `${type} ${identity}`));

/**
 * Throws SOURCE_UNSUITABLE with every object that has no copy and is not among `allowed`; returns the others as
 * sentences.
 */
export const checkUnwritten = (unwritten: readonly Unwritten[], allowed: readonly string[]): string[] => {
  const refused = unwritten.filter((each) => !isAllowed(allowed, each));
  if (refused.length > 0) {
    const names = refused.slice(0, MOST).map(({ type, identity, reason }) => `${type} ${identity} (${reason})`);
    const more = refused.length > MOST ? ` and ${refused.length - MOST} more` : '';
    throw new StevedoreError(
      'SOURCE_UNSUITABLE',
      `Cannot copy ${names.join(', ')}${more}; drop it at the source, leave its schema out, or allow it to be missing (allow_missing)`,
      { details: { objects: refused.length } },
    );
  }
  return unwritten.map(({ type, identity, reason }) => `The ${type} ${identity} is not copied: ${reason}`);
};

/** The large objects that a generation would lack, as `checkUnwritten` takes them. */
export const largeObjectsLeftOut = ({ ddl, largeObjects }: SyncSource, ownDatabase: boolean): Unwritten[] => {
  if (ownDatabase && largeObjects !== undefined) return [];
  const reason = ownDatabase
    ? 'the source does not give its bytes'
    : 'it belongs to the database, not to a schema: publish the whole database (publish: database)';
  return ddl.data.flatMap((statement) => {
    const oid = /lo_create\('(\d+)'\)/.exec(statement)?.[1];
    return oid === undefined
      ? []
      : [{ key: keyOf('pg_largeobject', Number(oid)), type: 'large object', identity: oid, reason }];
  });
};

/**
 * Compares what was made with what it should be, by definitions, owners, comments and grants; between servers of two
 * versions by the objects' names. Throws PROOF_FAILED with each object that differs and is not among `allowed`; returns
 * the others as sentences.
 */
export const checkDefinitions = (
  wanted: Catalog,
  made: Catalog,
  schemas: readonly string[],
  allowed: readonly string[] = [],
): string[] => {
  const sameServer = Math.floor(wanted.version / 10_000) === Math.floor(made.version / 10_000);
  // Servers of two versions print one definition in two ways.
  const differences = compareCatalogs(wanted, made, { schemas }).differences.filter(
    ({ state }) => sameServer || state !== 'different',
  );
  const refused = differences.filter((each) => !isAllowed(allowed, each));
  if (refused.length > 0)
    throw notAccepted(
      refused.map(describe),
      refused.map(({ type, identity }) => `${type} ${identity}`),
    );
  return differences.map((each) => `Staging differs: ${describe(each)}`);
};

/**
 * Throws PROOF_FAILED with each index of a partitioned table that is valid in `wanted` and not in `made`, which no
 * definition tells: the server finds it for no ON CONFLICT and no foreign key.
 */
export const checkValidity = (wanted: Catalog, made: Catalog, schemas: readonly string[]): void => {
  const nameOf = ({ schema, name }: Catalog['indexes'][number]) => quoteQualified(schema, name);
  const meant = new Set(wanted.indexes.filter(({ valid, partitioned }) => valid && partitioned).map(nameOf));
  const refused = made.indexes
    .filter((each) => !each.valid && schemas.includes(each.schema) && meant.has(nameOf(each)))
    .map((each) => `index ${nameOf(each)}`);
  if (refused.length > 0)
    throw notAccepted(
      refused.map((each) => `the ${each} is not valid: the server has not found those of all partitions`),
      refused,
    );
};

const notAccepted = (sentences: readonly string[], names: readonly string[]): StevedoreError => {
  const more = sentences.length > MOST ? ` and ${sentences.length - MOST} more` : '';
  return new StevedoreError(
    'PROOF_FAILED',
    `Cannot accept the definitions in staging: ${sentences.slice(0, MOST).join('; ')}${more}; nothing was published`,
    { details: { objects: sentences.length, object: names[0] ?? '' } },
  );
};

const describe = ({ type, identity, state, aspects }: Difference): string => {
  if (state === 'only in the first') return `the ${type} ${identity} is missing`;
  if (state === 'only in the second') return `the ${type} ${identity} is not one of the source`;
  return `the ${aspects.map(({ what }) => what).join(' and the ')} of the ${type} ${identity} ${aspects.length === 1 ? 'is' : 'are'} not the source's`;
};

/** Types whose text names the live schemas, under whatever name they have at the moment; the publish sees to them. */
const OF_LIVE: ReadonlySet<string> = new Set(['publication', 'event trigger', 'cast']);

/** What the source has in no schema and the target has otherwise, or not at all, and keeps so; each a sentence. */
export const differencesOutside = (wanted: Catalog, made: Catalog): string[] =>
  compareCatalogs(wanted, made, { outside: true })
    .differences.filter(({ type, state }) => state !== 'only in the second' && !OF_LIVE.has(type))
    // Whoever made an extension owns it, and nobody can give it to another.
    .filter(({ type, aspects }) => type !== 'extension' || aspects.some(({ what }) => what !== 'owner'))
    .map(({ type, identity, state, aspects }) =>
      state === 'different'
        ? `The target keeps its own ${aspects.map(({ what }) => what).join(' and ')} of the ${type} ${identity}`
        : `The ${type} ${identity} stands in no schema and is not copied`,
    );
