import type { CatalogReader } from './catalog-reader.js';
import type { ObjectKey } from './object-key.js';

/** One object needs another. */
export interface DependencyRow {
  readonly object: ObjectKey;
  readonly needs: ObjectKey;
  /** Of pg_depend: `n` normal, `a` automatic, `i` internal, `P` and `S` of partitions, `x` of an extension. */
  readonly kind: string;
}

/** What pg_depend knows of objects of users. */
export const readDependencies = ({ rows }: CatalogReader): Promise<DependencyRow[]> =>
  rows(
    'dependencies',
    `select distinct d.classid::regclass::text || ':' || d.objid as object, d.refclassid::regclass::text || ':' || d.refobjid as needs,
        d.deptype::text as kind
       from pg_depend d where d.classid <> 0 and d.refclassid <> 0 and d.deptype <> 'e' and d.refobjid >= 2200
        and (d.classid <> d.refclassid or d.objid <> d.refobjid)`,
  );
