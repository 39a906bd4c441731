import { StevedoreError } from '../../contracts/errors.js';
import type { EventStream } from './event-stream.js';

/** Keeps streams of events from taking a server's memory: so many in the process, so many of one who asks. */
export interface WatcherLimit {
  /** Counts the stream that `open` makes until it is gone. Throws TOO_MANY_WATCHERS, and opens none then. */
  admit(who: string, open: () => EventStream | Promise<EventStream>): Promise<EventStream>;
  readonly watching: () => number;
  /** How many were refused since the process began. */
  readonly refused: () => number;
}

export const limitWatchers = ({ inAll = 1_000, ofOne = 250 } = {}): WatcherLimit => {
  const byWho = new Map<string, number>();
  let watching = 0;
  let refused = 0;
  const leave = (who: string): void => {
    watching -= 1;
    const left = (byWho.get(who) ?? 1) - 1;
    if (left > 0) byWho.set(who, left);
    else byWho.delete(who);
  };
  return {
    admit: async (who, open) => {
      const own = byWho.get(who) ?? 0;
      if (watching >= inAll || own >= ofOne) {
        refused += 1;
        const state = watching >= inAll ? `${inAll} streams of events are open` : `${ofOne} of this key are open`;
        throw new StevedoreError('TOO_MANY_WATCHERS', `Cannot watch: ${state}; close some, or try again`);
      }
      // Counted before it is open, so that a crowd that comes at once is held too.
      watching += 1;
      byWho.set(who, own + 1);
      try {
        const stream = await open();
        stream.whenGone(() => leave(who));
        return stream;
      } catch (error) {
        leave(who);
        throw error;
      }
    },
    watching: () => watching,
    refused: () => refused,
  };
};
