/** A table of a target. */
export interface TableName {
  /** PostgreSQL's schema, MySQL's database. */
  readonly schema: string;
  readonly table: string;
}
