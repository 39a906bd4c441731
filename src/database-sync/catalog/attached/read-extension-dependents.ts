import type { CatalogReader } from '../catalog-reader.js';
import type { ObjectKey } from '../object-key.js';

/** An object that is dropped with an extension because somebody said so: `alter … depends on extension`. */
export interface ExtensionDependentRow {
  readonly object: ObjectKey;
  readonly type: string;
  readonly identity: string;
  readonly extension: string;
}

export const readExtensionDependents = ({ rows }: CatalogReader): Promise<ExtensionDependentRow[]> =>
  rows(
    'what depends on extensions',
    `select d.classid::regclass::text || ':' || d.objid as object, i.type, i.identity, x.extname as extension
       from pg_depend d join pg_extension x on d.refclassid = 'pg_extension'::regclass and x.oid = d.refobjid
      cross join lateral pg_identify_object(d.classid, d.objid, 0) i where d.deptype = 'x' order by i.type, i.identity, x.extname`,
  );
