import type { Socket } from 'node:net';

export interface SilenceWatch {
  /** Something requested has arrived, or the first request is sent. */
  readonly progress: () => void;
  readonly stop: () => void;
}

export interface WatchOptions {
  readonly timeoutMs: number;
  readonly isWaiting: () => boolean;
  /** `stalled`: nothing requested came for `timeoutMs`; `dead`: not even keepalives were answered. */
  readonly onSilence: (kind: 'stalled' | 'dead') => void;
}

/** Pings that a living server may leave unanswered; at 7.5 s each, a dead one is found within 30 s. */
const DEAD_AFTER = 4;

/** Upper bound for the answers to one interval's pings; more bytes are data. */
const PING_ANSWERS_BYTES = 256;

/** How often an idle connection is pinged, in milliseconds. */
export const pingInterval = (timeoutMs: number): number => Math.min(7_500, Math.max(50, Math.ceil(timeoutMs / 4)));

/**
 * Watches a connection whose client pings.
 *
 * 1. Bytes on the socket count, not answers: on a slow line, answers to pings queue behind the data, and a block may
 *    take
 *    longer than the time-out.
 * 2. It counts intervals rather than time: a process that was paused has not listened, so it has heard no silence.
 */
export const watchSilence = (socket: Socket, { timeoutMs, isWaiting, onSilence }: WatchOptions): SilenceWatch => {
  const interval = pingInterval(timeoutMs);
  let seen = socket.bytesRead;
  let silent = 0;
  let stalled = 0;
  const timer = setInterval(() => {
    const arrived = socket.bytesRead - seen;
    seen += arrived;
    silent = arrived === 0 ? silent + 1 : 0;
    stalled = arrived > PING_ANSWERS_BYTES || !isWaiting() ? 0 : stalled + 1;
    if (stalled * interval >= timeoutMs) onSilence('stalled');
    else if (silent > DEAD_AFTER) onSilence('dead');
  }, interval);
  timer.unref();
  return { progress: () => (stalled = 0), stop: () => clearInterval(timer) };
};
