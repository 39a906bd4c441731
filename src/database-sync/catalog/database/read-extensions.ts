import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS } from '../catalog-reader.js';

export interface ExtensionRow {
  readonly oid: number;
  readonly name: string;
  readonly schema: string;
  readonly version: string;
  /** Whether `alter extension … set schema` works. */
  readonly relocatable: boolean;
}

/** Every extension but those that each database is born with. */
export const readExtensions = ({ rows }: CatalogReader): Promise<ExtensionRow[]> =>
  rows(
    'extensions',
    `select x.oid, x.extname as name, n.nspname as schema, x.extversion as version, x.extrelocatable as relocatable
       from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.oid >= ${FIRST_OF_USERS}`,
  );
