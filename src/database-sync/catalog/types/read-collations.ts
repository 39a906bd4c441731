import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface CollationRow extends InSchema {
  /** `i` is ICU, `c` the C library, `b` built in. */
  readonly provider: string;
  readonly deterministic: boolean;
  readonly lcCollate: string | null;
  readonly lcCtype: string | null;
  /** Of ICU, or built in. */
  readonly locale: string | null;
  readonly rules: string | null;
}

export const readCollations = ({ rows, version }: CatalogReader): Promise<CollationRow[]> => {
  const locale = version >= 170_000 ? 'c.colllocale' : version >= 150_000 ? 'c.colliculocale' : `null`;
  return rows(
    'collations',
    `select c.oid, n.nspname as schema, c.collname as name, c.collprovider::text as provider,
        c.collisdeterministic as deterministic, c.collcollate as "lcCollate", c.collctype as "lcCtype", ${locale} as locale,
        ${version >= 160_000 ? 'c.collicurules' : 'null'} as rules
       from pg_collation c join pg_namespace n on n.oid = c.collnamespace
      where ${OF_USERS} and ${notOfExtension('pg_collation', 'c.oid')}`,
  );
};
