import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

/** Extended statistics. */
export interface StatisticsRow extends InSchema {
  /** A complete CREATE STATISTICS. */
  readonly definition: string;
  readonly target: number | null;
}

export const readStatistics = ({ rows }: CatalogReader): Promise<StatisticsRow[]> =>
  rows(
    'extended statistics',
    `select s.oid, n.nspname as schema, s.stxname as name, pg_get_statisticsobjdef(s.oid) as definition,
        nullif(s.stxstattarget, -1)::int as target
       from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
      where ${OF_USERS} and ${notOfExtension('pg_statistic_ext', 's.oid')}`,
  );
