import { sql } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** With its zone, so that it means the same in every session. */
export const toTimestamp = (iso: string): string => new Date(iso).toISOString();

/**
 * The collation "C" orders by code point, whatever the database's own does. JSON is kept as text, because `jsonb`
 * rewrites it.
 */
export const postgresColumnTypes: ColumnTypes = {
  text: (characters) => sql`varchar(${sql.lit(characters)}) collate "C"`,
  longText: sql`text collate "C"`,
  json: sql`text collate "C"`,
  time: sql`timestamptz(3)`,
  tiny: sql`smallint`,
  count: sql`integer`,
  bigCount: sql`bigint`,
  rising: (column) => column.generatedByDefaultAsIdentity(),
  tableEnd: sql``,
};
