import { isStevedoreError } from '../../contracts/errors.js';
import type { EventStream } from '../request/event-stream.js';

export type Watched = Pick<EventStream, 'gone' | 'end'>;

/**
 * Ends streams within two seconds after what they were opened with has ended. `assertAlive`: by the hash of a key or of
 * a session; throws UNAUTHORIZED, KEY_REVOKED or KEY_EXPIRED where it has. With another error streams go on.
 */
export const createStreamWatch = (
  assertAlive: (hash: string) => Promise<unknown>,
): ((hash: string, stream: Watched) => void) => {
  const watched = new Map<string, Set<Watched>>();
  let timer: NodeJS.Timeout | undefined;

  const lookAtStreams = async (): Promise<void> => {
    for (const [hash, streams] of [...watched]) {
      for (const stream of [...streams]) if (stream.gone()) streams.delete(stream);
      if (streams.size === 0) {
        watched.delete(hash);
        continue;
      }
      try {
        await assertAlive(hash);
      } catch (error) {
        if (!hasEnded(error)) continue;
        watched.delete(hash);
        for (const stream of streams) stream.end();
      }
    }
    timer = watched.size === 0 ? undefined : setTimeout(() => void lookAtStreams(), EVERY_MS).unref();
  };

  return (hash, stream) => {
    watched.set(hash, (watched.get(hash) ?? new Set()).add(stream));
    timer ??= setTimeout(() => void lookAtStreams(), EVERY_MS).unref();
  };
};

/** Whether a key, or a session, is none any more; a store that is away says nothing of it. */
export const hasEnded = (error: unknown): boolean =>
  isStevedoreError(error) && ['UNAUTHORIZED', 'KEY_REVOKED', 'KEY_EXPIRED'].includes(error.code);

const EVERY_MS = 2_000;
