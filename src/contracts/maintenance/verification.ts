/**
 * How a live table or object can differ from what was published.
 *
 * `rows`: a table has another number of rows. `content`: as many rows, with other content. `columns` and `definition`:
 * a table or an object is defined differently. `missing`: it is gone. `added`: it came after the publish.
 */
export type LiveChange = 'rows' | 'content' | 'columns' | 'definition' | 'missing' | 'added';

/** One thing that somebody changed since the publish, in a form that shows no row's value. */
export interface LiveFinding {
  readonly database: string;
  /** `table`, `view`, `trigger`, `procedure`, … */
  readonly kind: string;
  readonly name: string;
  readonly change: LiveChange;
  /** Rows as published, and now, where both are known. */
  readonly rowsThen?: number;
  readonly rowsNow?: number;
  /** Columns that came, went, or have another type; at most five. */
  readonly columns?: readonly string[];
}

/** A live table or object that could not be compared, or only in part. */
export interface NotCompared {
  readonly database: string;
  readonly name: string;
  readonly reason: string;
}

/** Live data beside the record of the generation that it was published as. */
export interface LiveComparison {
  readonly generation: number;
  /** The run that published it, and when. */
  readonly runId: string;
  readonly preparedAt: string;
  /** Tables whose rows were compared. */
  readonly tables: number;
  readonly rows: number;
  /** Views, triggers, routines and events whose definition was compared. */
  readonly objects: number;
  readonly findings: readonly LiveFinding[];
  readonly notCompared: readonly NotCompared[];
}

export type Verification =
  | { readonly kind: 'compared'; readonly comparison: LiveComparison }
  /** Nothing of this pipeline is live, or nothing with a proof. */
  | { readonly kind: 'nothing'; readonly reason: string };
