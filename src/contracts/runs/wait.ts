/** A wait that `proceed` ends; `publish` is the wait of a loaded and proved run, which `publish-now` ends too. */
export interface Wait {
  readonly id: number;
  /**
   * `source`: the server of the source asks to be asked later. `outcome`: whether a publish has happened is unknown,
   * and the target does not answer.
   */
  readonly kind: 'load' | 'retry' | 'publish' | 'source' | 'outcome';
  readonly reason: string;
  readonly until: string;
  /** Who holds the locks that the publish needs, the oldest first; at most three. */
  readonly blockers?: readonly Blocker[];
}

/** A connection on the target server that blocks the publish. Never holds its statement's text. */
export interface Blocker {
  /** The server's id of the connection, as `KILL` takes it. */
  readonly id: number;
  /** Absent if the publisher may not see other accounts' connections. */
  readonly user?: string;
  readonly host?: string;
  /** Seconds since its transaction began, or its statement if it has no transaction. */
  readonly ageSeconds?: number;
  /** `SELECT`, `idle in transaction`, … */
  readonly doing?: string;
  /** A table that it has locked, as `database.table`. */
  readonly table?: string;
  /** False if the server does not tell who holds a lock, and this connection is only likely. */
  readonly certain: boolean;
}
