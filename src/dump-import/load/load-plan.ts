/** How one table's rows reach the server. */
export type LoadStrategy = 'forward-inserts';

/** What the choice looks at. */
export interface PlannedTable {
  readonly name: string;
  /** Bytes of its INSERT statements. */
  readonly dataBytes: number;
}

export interface TablePlan {
  readonly table: string;
  readonly strategy: LoadStrategy;
  /** Why, for the log and the preview. */
  readonly reason: string;
}

/** The order and the strategy of every table: largest first, so that the last connection to end is not left with the biggest. */
export const planLoad = (tables: readonly PlannedTable[]): TablePlan[] =>
  [...tables]
    .sort((a, b) => b.dataBytes - a.dataBytes || a.name.localeCompare(b.name))
    .map((table) => ({
      table: table.name,
      strategy: 'forward-inserts',
      reason: 'the INSERT statements of the dump are forwarded as they stand',
    }));
