/**
 * Finds out that an answer will never come, although the connection is open: a tunnel, a pooler or a line that takes
 * bytes and passes nothing on.
 *
 * 1. A server that works is never disturbed, however long it says nothing (a lock, an index, a table of dead rows): the
 *    server itself is asked, in another session, what ours does there. A slow line is not a stall: its bytes move.
 * 2. It is a stall when the server waits for us and we for the server, twice in a row; or when ours is not there any
 *    more; or when nobody could ask, `MOST_SILENT` times in a row.
 * 3. It looks only while something is to come: not while the session idles, is paused, or has nothing to send.
 */
import type { Socket } from 'node:net';

/** What the server does for a session: `waits` is for its client. */
export type AtServer = 'works' | 'waits' | 'gone' | 'silent';

export interface Watched {
  readonly stream: Pick<Socket, 'bytesRead' | 'bytesWritten'>;
  /** Whether the next move is the server's. */
  readonly expects: () => boolean;
  /** Must not throw. */
  readonly ask: () => Promise<AtServer>;
  readonly onStall: () => void;
}

/** @default 60_000 is how long nothing comes before the server is asked, and between two questions */
export const watchStall = ({ stream, expects, ask, onStall }: Watched, silentMs = 60_000): { stop: () => void } => {
  let [moved, since, bad, isAsking] = [-1, Date.now(), 0, false];
  const look = async (): Promise<void> => {
    const now = stream.bytesRead + stream.bytesWritten;
    if (now !== moved || !expects()) [moved, since, bad] = [now, Date.now(), 0];
    if (Date.now() - since < silentMs) return;
    const answer = await ask();
    const hasMoved = stream.bytesRead + stream.bytesWritten !== now || !expects();
    since = Date.now();
    if (hasMoved || answer === 'works') bad = 0;
    else if ((bad += WEIGHT[answer]) >= MOST) onStall();
  };
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void look().finally(() => (isAsking = false));
  }, silentMs / 4);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

const MOST_SILENT = 3;
const MOST = 6;
const WEIGHT: Readonly<Record<Exclude<AtServer, 'works'>, number>> = {
  gone: MOST,
  waits: MOST / 2,
  silent: MOST / MOST_SILENT,
};
