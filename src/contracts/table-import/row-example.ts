/** A row that a dry run would change. */
export interface RowExample {
  readonly table: string;
  readonly key: Readonly<Record<string, string | null>>;
  /** Of the columns that change. */
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
}
