import type { StagedRecords } from '../staging/staged-records.js';
import { upsertWay } from './write-statements.js';

/**
 * Whether staged records are joined with the table, or with others: a join is planned by statistics of the staging,
 * which an INSERT … ON CONFLICT needs not.
 */
export const joinsStaging = ({ connection, shape, plan }: StagedRecords): boolean =>
  shape.uniques.length > 0 ||
  plan.references.length > 0 ||
  plan.relations !== undefined ||
  plan.presence !== undefined ||
  plan.rebuild ||
  plan.onExisting !== 'update' ||
  !['old', 'xmax'].includes(upsertWay(connection.serverVersion, shape));
