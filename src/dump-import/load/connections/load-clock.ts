import type { LoadWaits } from './bottleneck-rules.js';

/** Measures the waits of one load. */
export class LoadClock {
  private dumpMs = 0;
  private serverMs = 0;
  private readonly ends: number[] = [];
  private readonly busyBefore = performance.eventLoopUtilization();

  /** Runs something that only waits for the server. */
  async server<T>(action: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await action();
    } finally {
      this.serverMs += performance.now() - started;
    }
  }

  /** Passes pieces on; the time between two of them belongs to their consumer. */
  dump<T>(pieces: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    return timedPieces(pieces, (ms) => (this.dumpMs += ms));
  }

  /**
   * Runs something that takes pieces as fast as the server does: all its time is the server's, except the time in which
   * a piece was made.
   */
  async serverWith<T, R>(pieces: AsyncIterable<T>, action: (pieces: AsyncIterable<T>) => Promise<R>): Promise<R> {
    let made = 0;
    const started = performance.now();
    try {
      return await action(timedPieces(pieces, (ms) => (made += ms)));
    } finally {
      this.dumpMs += made;
      this.serverMs += performance.now() - started - made;
    }
  }

  /** A connection has found no table left. */
  noTableLeft(): void {
    this.ends.push(performance.now());
  }

  read(): LoadWaits {
    const last = this.ends.reduce((a, b) => Math.max(a, b), 0);
    return {
      dumpMs: Math.round(this.dumpMs),
      serverMs: Math.round(this.serverMs),
      idleMs: Math.round(this.ends.reduce((sum, end) => sum + last - end, 0)),
      threadBusy: performance.eventLoopUtilization(this.busyBefore).utilization,
    };
  }
}

async function* timedPieces<T>(
  pieces: AsyncIterable<T>,
  add: (ms: number) => void,
): AsyncGenerator<T, void, undefined> {
  let asked = performance.now();
  for await (const piece of pieces) {
    add(performance.now() - asked);
    yield piece;
    asked = performance.now();
  }
  add(performance.now() - asked);
}
