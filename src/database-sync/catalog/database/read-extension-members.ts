import type { CatalogReader } from '../catalog-reader.js';
import type { ObjectKey } from '../object-key.js';
import { FIRST_OF_USERS } from '../catalog-reader.js';

/** An object that an extension made; whoever needs it needs the extension. */
export interface ExtensionMemberRow {
  readonly object: ObjectKey;
  readonly extension: number;
}

export const readExtensionMembers = ({ rows }: CatalogReader): Promise<ExtensionMemberRow[]> =>
  rows(
    'the members of extensions',
    `select d.classid::regclass::text || ':' || d.objid as object, d.refobjid as extension from pg_depend d
      where d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass and d.refobjid >= ${FIRST_OF_USERS}`,
  );
