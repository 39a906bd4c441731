import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { SharedSnapshot } from '../copy/shared-snapshot.js';

/** Sessions of one moment that are used again and again. */
export interface ReadingSessions {
  /**
   * Runs `body` with a session of its own; one whose `body` threw is not used again. Aborting destroys the session.
   * Throws SNAPSHOT_LOST if there is none any more.
   */
  readonly use: <T>(body: (session: PostgresConnection) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly close: () => Promise<void>;
}

export const readingSessions = (snapshot: SharedSnapshot): ReadingSessions => {
  const idle: PostgresConnection[] = [];
  return {
    use: async (body, signal) => {
      signal?.throwIfAborted();
      const session = idle.pop() ?? (await snapshot.open());
      const abort = () => session.destroy();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        signal?.throwIfAborted();
        const result = await body(session);
        idle.push(session);
        return result;
      } catch (error) {
        session.destroy();
        throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    close: async () => {
      await Promise.all(idle.splice(0).map((session) => session.close()));
    },
  };
};
