import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import type { WritePlan } from '../../table-target.js';
import type { TableShape } from '../catalog/table-shape.js';
import type { Staging } from './staging.js';

/** Records, the table that they go into, and how. */
export interface StagedRecords {
  readonly connection: PostgresConnection;
  readonly staging: Staging;
  readonly shape: TableShape;
  readonly plan: WritePlan;
}
