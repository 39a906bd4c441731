import type { Catalog } from '../../catalog/read-families.js';
import type { ObjectKey } from '../../catalog/object-key.js';
import { quoteName, quoteText } from '../quote.js';
import { nameObject } from './object-words.js';

/** Types of objects whose owner is given by itself. */
const OWNED: ReadonlySet<string> = new Set([
  'table',
  'view',
  'materialized view',
  'foreign table',
  'sequence',
  'function',
  'procedure',
  'aggregate',
  'type',
  'composite type',
  'schema',
  'collation',
  'conversion',
  'operator',
  'operator class',
  'operator family',
  'text search configuration',
  'text search dictionary',
  'foreign-data wrapper',
  'server',
  'publication',
  'event trigger',
  'statistics object',
  'large object',
]);

/** Gives each of the objects `written` its owner. A sequence of a column goes with its table. */
export const writeOwners = ({ identities, sequences }: Catalog, written: ReadonlySet<ObjectKey>): string[] => {
  const ofColumns = new Set(
    sequences.filter(({ ownership }) => ownership !== null).map(({ oid }) => `pg_class:${oid}`),
  );
  return identities
    .filter(({ key, type, owner }) => owner !== null && written.has(key) && OWNED.has(type) && !ofColumns.has(key))
    .map(({ type, identity, owner }) => `ALTER ${nameObject(type, identity)} OWNER TO ${quoteName(owner ?? '')}`)
    .sort();
};

/** Comments on what was written and on its parts, which are among `covered`. */
export const writeComments = ({ comments }: Pick<Catalog, 'comments'>, covered: ReadonlySet<ObjectKey>): string[] =>
  comments
    .filter(({ object }) => covered.has(object))
    .map(({ type, identity, text }) => `COMMENT ON ${nameObject(type, identity)} IS ${quoteText(text).trimStart()}`);

export const writeExtensionDependents = (
  { extensionDependents }: Pick<Catalog, 'extensionDependents'>,
  covered: ReadonlySet<ObjectKey>,
): string[] =>
  extensionDependents
    .filter(({ object }) => covered.has(object))
    .map(
      ({ type, identity, extension }) =>
        `ALTER ${nameObject(type, identity)} DEPENDS ON EXTENSION ${quoteName(extension)}`,
    );
