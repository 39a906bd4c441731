import type { CatalogReader } from '../catalog-reader.js';

export interface LargeObjectRow {
  readonly oid: number;
}

/** Large objects belong to the database, not to a schema; their bytes are data. */
export const readLargeObjects = ({ rows }: CatalogReader): Promise<LargeObjectRow[]> =>
  rows('large objects', 'select m.oid from pg_largeobject_metadata m order by m.oid');
