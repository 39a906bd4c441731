import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import type { Target } from './allow-names.js';
import { listOf, nodeOf, textOf } from '../../../formats/postgres-dump/tree.js';

/** Extensions of which no function reaches beyond the database, or runs programs. */
const ALLOWED: ReadonlySet<string> = new Set([
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pg_stat_statements',
  'pg_trgm',
  'pgcrypto',
  'plpgsql',
  'postgis',
  'postgis_raster',
  'postgis_topology',
  'seg',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid-ossp',
  'vector',
]);

export const refusedExtension = (fields: Fields): string | undefined => {
  if (!ALLOWED.has(textOf(fields, 'extname')))
    return 'it is not among the extensions that a file may ask for; create it at the target yourself, and take it out of the file';
  return listOf(fields, 'options').every((each) => textOf(each.fields, 'defname') === 'schema')
    ? undefined
    : 'it asks for more than a schema';
};

/** The schema that it is made in: one of the file's, for any other would be made beside what is live. */
export const extensionTargets = (fields: Fields): Target[] =>
  listOf(fields, 'options')
    .map((each) => textOf(nodeOf(each.fields['arg'])?.fields ?? {}, 'sval'))
    // Projects of Supabase keep extensions in a schema for nothing else, which no file of theirs creates.
    .filter((schema) => schema !== 'pg_catalog' && schema !== 'extensions')
    .map((schema) => ({ schema }));
