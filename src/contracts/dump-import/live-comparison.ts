import type { ObjectKind } from './stored-object.js';

/**
 * What a live database has otherwise than its generation.
 *
 * `rows` and `content` are of tables: another number of rows, or as many with other content. `columns` and `definition`
 * are of what the server shows of a table or an object; a table whose columns changed is summed no more. `missing` is
 * gone, `added` came since the publish.
 */
export type LiveChange = 'rows' | 'content' | 'columns' | 'definition' | 'missing' | 'added';

/** One thing that somebody changed since the publish, in a form that shows no row's value. */
export interface LiveFinding {
  readonly database: string;
  readonly kind: 'table' | ObjectKind;
  readonly name: string;
  readonly change: LiveChange;
  /** Rows of the generation and of live, where both are known. */
  readonly rowsThen?: number;
  readonly rowsNow?: number;
  /** Columns that came, went, or have another type; at most five. */
  readonly columns?: readonly string[];
}

/** Something live that could not be compared, or not all of it. */
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
