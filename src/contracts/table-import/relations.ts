/** What records say of rows of other tables, beside the columns of their own. */
export interface Relations {
  readonly lookups: readonly Lookup[];
  readonly made: readonly MadeColumn[];
  readonly lists: readonly LinkedList[];
}

/** A column that is found by another name of its row: `article_id` by the `slug` in the file's `article_slug`. */
export interface Lookup {
  /** Of the table; where the file gives it, it counts. */
  readonly column: string;
  /** Of the file; not a column of the table. */
  readonly from: string;
  /** In the same schema, unless it is given. */
  readonly schema?: string;
  readonly table: string;
  /** A column of texts in that table, of which no two rows have the same. */
  readonly by: string;
  readonly take: string;
}

/** A column whose value is made where the file has none. */
export interface MadeColumn {
  readonly column: string;
  /**
   * `cm_{article_slug}_{index}`: names of the file in braces; `{index}`, at the end, counts on behind the highest that
   * the table and the file have.
   */
  readonly template: string;
}

/** A list of the file whose values are rows of a table, and which other rows link to the record's row. */
export interface LinkedList {
  /** Of the file; not a column of the table. A list of JSON, or a text with separators. */
  readonly from: string;
  readonly separator: string;
  /** Where the values are, in the same schema; those that it lacks are added. */
  readonly table: string;
  readonly column: string;
  readonly id: string;
  readonly links: {
    readonly table: string;
    /** References `ownId` of the record's row. */
    readonly own: string;
    readonly ownId: string;
    /** References `id` of the value's row. */
    readonly other: string;
  };
}
