import type { CatalogReader } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface SchemaRow {
  readonly oid: number;
  readonly name: string;
}

/** Every schema of users that no extension made; `public` too, where it exists. */
export const readSchemas = ({ rows }: CatalogReader): Promise<SchemaRow[]> =>
  rows(
    'schemas',
    `select n.oid, n.nspname as name from pg_namespace n
      where ${OF_USERS} and ${notOfExtension('pg_namespace', 'n.oid')}`,
  );
