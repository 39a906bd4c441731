import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { textOf } from '../../../formats/postgres-dump/tree.js';

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

export const refusedExtension = (fields: Fields): string | undefined =>
  ALLOWED.has(textOf(fields, 'extname'))
    ? undefined
    : 'it is not among the extensions that a file may ask for; create it at the target yourself, and take it out of the file';
