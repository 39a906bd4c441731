import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';

/** Who opens a writer does so as soon as it knows the table. */
const KEPT_MS = 1_000;

/** A session that was used, and may be used once more at once; after a second it is closed. */
export class SpareSession {
  private connection: PostgresConnection | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(connection: PostgresConnection) {
    this.connection = connection;
    this.timer = setTimeout(() => void this.close().catch(() => undefined), KEPT_MS).unref();
  }

  /** Undefined where it is taken or closed. Aborting `signal` destroys it from now on. */
  take(signal: AbortSignal | undefined): PostgresConnection | undefined {
    signal?.throwIfAborted();
    clearTimeout(this.timer);
    const { connection } = this;
    this.connection = undefined;
    if (connection !== undefined) signal?.addEventListener('abort', () => connection.destroy(), { once: true });
    return connection;
  }

  async close(): Promise<void> {
    await this.take(undefined)?.close();
  }
}
