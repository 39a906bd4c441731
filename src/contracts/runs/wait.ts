/**
 * What `proceed` can cut short; `publish` is a run that is loaded and proved, and `publish-now` means the same there.
 */
export interface Wait {
  readonly id: number;
  readonly kind: 'load' | 'retry' | 'publish';
  readonly reason: string;
  readonly until: string;
  /** Who holds the locks that the publish needs, the oldest first; at most three. */
  readonly blockers?: readonly Blocker[];
}

/** A connection of the target server that keeps the publish from its locks. Never the text of its statement. */
export interface Blocker {
  /** The server's id of the connection, as `KILL` takes it. */
  readonly id: number;
  /** Unknown where the publisher may not see other accounts' connections. */
  readonly user?: string;
  readonly host?: string;
  /** Seconds since its transaction began, or its statement where it has no transaction. */
  readonly ageSeconds?: number;
  /** `SELECT`, `idle in transaction`, … */
  readonly doing?: string;
  /** A table it holds a lock on, as `database.table`. */
  readonly table?: string;
  /** False where the server does not tell who holds a lock, and this connection is only the likely one. */
  readonly certain: boolean;
}
