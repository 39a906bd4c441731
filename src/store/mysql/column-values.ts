import { sql } from 'kysely';
import type { ColumnTypes } from '../column-types.js';

/** A DATETIME(3) in UTC. */
export const toDatetime = (iso: string): string => new Date(iso).toISOString().replace('T', ' ').replace('Z', '');

/** The same on MySQL 8.0 and MariaDB 10.6. `_bin`: names differ by case. */
export const mysqlColumnTypes: ColumnTypes = {
  text: (characters) => sql`varchar(${sql.lit(characters)})`,
  longText: sql`text`,
  json: sql`longtext`,
  time: sql`datetime(3)`,
  tiny: sql`tinyint unsigned`,
  count: sql`int unsigned`,
  bigCount: sql`bigint unsigned`,
  rising: (column) => column.autoIncrement(),
  tableEnd: sql`engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin`,
};
