import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import type { Catalog } from '../catalog/read-families.js';
import type { CompareOptions, Comparison } from './compare-catalogs.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import { readCatalog } from '../catalog/read-catalog.js';
import { compareCatalogs } from './compare-catalogs.js';

export interface DatabaseComparison extends Comparison {
  /** Of the servers: `15.18` is 150018. */
  readonly versions: readonly [number, number];
}

/** Reads both catalogues at once and compares them; changes nothing in either database. Rows are not read. */
export const compareDatabases = async (
  first: PostgresSettings,
  second: PostgresSettings,
  { signal, ...options }: CompareOptions & { readonly signal?: AbortSignal } = {},
): Promise<DatabaseComparison> => {
  const read = (settings: PostgresSettings): Promise<Catalog> =>
    withConnection(
      settings,
      { applicationName: 'stevedore compare', ...(signal === undefined ? {} : { signal }) },
      readCatalog,
    );
  const [a, b] = await Promise.all([read(first), read(second)]);
  return { ...compareCatalogs(a, b, options), versions: [a.version, b.version] };
};
